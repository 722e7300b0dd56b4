import Exchange
import Testing

@Suite struct SecretTests {
    static let word = "sk-0123456789abcdef"

    /// Something that holds a secret, as the program's own types do.
    struct Holder {
        let name = "openai"
        let secret: Secret?
    }

    struct Refusal: Error, Equatable {}

    @Test func `no way of printing shows a secret`() {
        let secret = Secret(Self.word)
        var dumped = ""
        dump(secret, to: &dumped)
        dump(Holder(secret: secret), to: &dumped)
        dump(["key": secret], to: &dumped)
        var printed = ""
        print(secret, [secret], Holder(secret: secret), to: &printed)
        debugPrint(secret, Holder(secret: secret), to: &printed)
        let texts = [
            secret.description, secret.debugDescription, "\(secret)", "\(Optional(secret) as Any)",
            String(describing: secret), String(reflecting: secret), String(reflecting: Holder(secret: secret)),
            dumped, printed,
        ]
        for text in texts {
            #expect(!text.contains(Self.word))
            #expect(!text.contains("0123456789"))
        }
        #expect(secret.description == "[redacted]")
        #expect(secret.debugDescription == "[redacted]")
    }

    @Test func `a mirror finds nothing in a secret`() {
        let mirror = Mirror(reflecting: Secret(Self.word))
        #expect(mirror.children.isEmpty)
        #expect(mirror.superclassMirror?.children.isEmpty ?? true)
    }

    @Test func `a secret cannot be encoded`() {
        let secret: Any = Secret(Self.word)
        #expect(!(secret is any Encodable))
        #expect(!(secret is any LosslessStringConvertible))
    }

    @Test(arguments: [0, 1, 19, 4_095, 4_096, 4_097, 10_000])
    func `a secret lends the bytes it was given`(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let secret = Secret(copying: bytes)
        #expect(secret.count == count)
        #expect(secret.withBytes { Array($0) } == bytes)
        // A collection without contiguous storage gives the same.
        #expect(Secret(copying: bytes.reversed()).withBytes { Array($0) } == bytes.reversed())
    }

    @Test func `a text becomes its UTF-8`() {
        #expect(Secret("hé").withBytes { Array($0) } == [0x68, 0xC3, 0xA9])
        #expect(Secret("").count == 0)
        #expect(Secret("").withBytes { $0.isEmpty })
    }

    @Test func `what the borrower throws comes out`() {
        #expect(throws: Refusal()) {
            try Secret(Self.word).withBytes { _ throws(Refusal) -> Int in throw Refusal() }
        }
    }

    @Test func `a secret does not change with its source`() {
        var source = Array(Self.word.utf8)
        let secret = Secret(copying: source)
        source = source.map { _ in 0 }
        #expect(secret.withBytes { Array($0) } == Array(Self.word.utf8))
    }
}
