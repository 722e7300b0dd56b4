import Foundation
import Testing

/// The price list weir's table is made from, read by its own rules.
struct SourceList: Decodable {
    struct Seller: Decodable {
        let models: [Model]
        let fallback: [String]?
    }

    struct Model: Decodable {
        let id: String
        let m: Clause
        let p: Row
        let t: [String: Row]?
        let h: [Window]?
    }

    struct Window: Decodable {
        let start: String
        let end: String
        let row: Row

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            start = try list.decode(String.self)
            end = try list.decode(String.self)
            row = try list.decode(Row.self)
        }
    }

    struct Step: Decodable {
        let start: Int64
        let row: Row

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            start = try list.decode(Int64.self)
            row = try list.decode(Row.self)
        }
    }

    struct Row: Decodable {
        var prices: [String: Decimal]
        let over: [Step]

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            prices = [:]
            for key in members.allKeys where key.stringValue != "over" {
                prices[key.stringValue] = try members.decode(Decimal.self, forKey: key)
            }
            over = try members.decodeIfPresent([Step].self, forKey: Key(stringValue: "over")) ?? []
        }
    }

    struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    enum CodingKeys: String, CodingKey {
        case day = "as_of"
        case providers
    }

    let day: String
    let providers: [String: Seller]

    static func read() throws -> SourceList {
        let folder = try #require(PriceFolders.prices)
        let data = try Data(contentsOf: folder.appendingPathComponent("prices-compact.json"))
        return try JSONDecoder().decode(SourceList.self, from: data)
    }
}

extension SourceList {
    /// Which names a model answers to.
    indirect enum Clause: Decodable {
        case equal([String])
        case one(String, String)
        case any([Clause])
        case all([Clause])

        init(from decoder: any Decoder) throws {
            if let list = try? decoder.singleValueContainer().decode([String].self) {
                self = .equal(list)
                return
            }
            let members = try decoder.container(keyedBy: Key.self)
            let key = try #require(members.allKeys.first)
            switch key.stringValue {
            case "any": self = .any(try members.decode([Clause].self, forKey: key))
            case "all": self = .all(try members.decode([Clause].self, forKey: key))
            default: self = .one(key.stringValue, try members.decode(String.self, forKey: key))
            }
        }

        /// The texts it holds, regular expressions left out.
        var texts: [String] {
            switch self {
            case .equal(let list): list
            case .one(let operation, let text): operation == "~" ? [] : [text]
            case .any(let inner), .all(let inner): inner.flatMap(\.texts)
            }
        }

        /// Its regular expressions.
        var expressions: [String] {
            switch self {
            case .equal: []
            case .one(let operation, let text): operation == "~" ? [text] : []
            case .any(let inner), .all(let inner): inner.flatMap(\.expressions)
            }
        }

        /// Tells whether a name in lower case matches.
        func matches(_ name: String, _ compiled: [String: NSRegularExpression]) -> Bool {
            switch self {
            case .equal(let list): return list.contains { $0.lowercased() == name }
            case .any(let inner): return inner.contains { $0.matches(name, compiled) }
            case .all(let inner): return inner.allSatisfy { $0.matches(name, compiled) }
            case .one("~", let text):
                return compiled[text]?.firstMatch(in: name, range: NSRange(name.startIndex..., in: name)) != nil
            case .one("=", let text): return name == text.lowercased()
            case .one("^", let text): return name.hasPrefix(text.lowercased())
            case .one("$", let text): return name.hasSuffix(text.lowercased())
            case .one(_, let text): return name.contains(text.lowercased())
            }
        }
    }
}
