import Config
import FoundationEssentials
import Testing

/// As much of a JSON Schema as the tests look at.
private final class Schema: Decodable {
    let type: Words?
    let description: String?
    let properties: [String: Schema]?
    let anyOf: [Schema]?
    let items: Schema?
    let additionalProperties: Additional?
    let `enum`: [String]?
    let minimum: Double?

    enum Words: Decodable, Equatable {
        case one(String)
        case many([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self =
                if let text = try? container.decode(String.self) { .one(text) } else {
                    .many(try container.decode([String].self))
                }
        }
    }

    enum Additional: Decodable {
        case none
        case schema(Schema)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(Bool.self)) == false {
                self = .none
            } else {
                self = .schema(try container.decode(Schema.self))
            }
        }
    }

    /// The paths of all properties, as the table writes them.
    func paths(_ prefix: String = "") -> [String] {
        let own = (properties ?? [:]).flatMap { [prefix + $0.key] + $0.value.paths(prefix + $0.key + ".") }
        let list = (items.map { [$0] + ($0.anyOf ?? []) } ?? []).flatMap { $0.paths(String(prefix.dropLast()) + "[].") }
        guard case .schema(let named)? = additionalProperties else { return own + list }
        return own + list + named.paths(prefix + "*.")
    }
}

@Suite struct SchemaTests {
    private let schema: Schema

    init() throws {
        let text = ConfigSchema.json(kinds: Sample.kinds)
        schema = try JSONDecoder().decode(Schema.self, from: Data(text.utf8))
    }

    @Test func `the schema has every key of the table and no other`() {
        #expect(Set(schema.paths()) == Set(KeyTable.rows.map(\.path)))
    }

    @Test func `the schema refuses keys it does not know`() throws {
        guard case .some(.none) = schema.additionalProperties else {
            Issue.record("the root takes unknown keys")
            return
        }
        guard case .some(.none) = try #require(schema.properties?["limits"]).additionalProperties else {
            Issue.record("limits takes unknown keys")
            return
        }
    }

    @Test func `the schema knows the kinds, the bounds and the references`() throws {
        guard case .schema(let provider)? = schema.properties?["providers"]?.additionalProperties else {
            Issue.record("providers has no names")
            return
        }
        #expect(provider.properties?["kind"]?.anyOf?.first?.enum == Sample.kinds.map(\.name))
        let head = try #require(schema.properties?["limits"]?.properties?["head_seconds"])
        #expect(head.anyOf?.first?.minimum == 0.001)
        #expect(head.anyOf?.last?.type == .one("string"))
        #expect(head.description?.isEmpty == false)
    }
}
