import Exchange
import NIOCore
import Proxy
import Support
import Testing

@Suite struct RedactorTests {
    private static let key = "sk-aab-aab-0123"

    /// Everything the redactor lets through, given the pieces.
    private static func passed(_ pieces: [[UInt8]], key: String = key) -> (text: String, found: Int) {
        var redactor = Redactor(SecretSearch(Secret(key)))
        var output: [UInt8] = []
        for piece in pieces { output += Array(buffer: redactor.pass(ByteBuffer(bytes: piece))) }
        output += Array(buffer: redactor.rest())
        return (String(decoding: output, as: UTF8.self), redactor.found)
    }

    @Test func `the credential is masked at every cut`() {
        let mask = String(repeating: "*", count: Self.key.utf8.count)
        let bytes = Array("a sk-aab-\(Self.key)\(Self.key) b sk-aab-aab-012".utf8)
        let expected = "a sk-aab-\(mask)\(mask) b sk-aab-aab-012"
        for first in 0...bytes.count {
            for second in stride(from: first, through: bytes.count, by: 3) {
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map { Array($0) }
                let (text, found) = Self.passed(pieces)
                #expect(text == expected, "cut at \(first) and \(second)")
                #expect(found == 2)
            }
        }
        #expect(Self.passed(bytes.map { [$0] }).text == expected)
    }

    @Test func `other bytes pass as they are, at once when they cannot begin it`() {
        var draw = Draw(seed: 3)
        for _ in 0..<300 {
            let text = draw.words(200)
            let (passed, found) = Self.passed(draw.split(Array(text.utf8)))
            #expect(passed == text)
            #expect(found == 0)
        }
        var redactor = Redactor(SecretSearch(Secret(Self.key)))
        #expect(redactor.pass(ByteBuffer(string: "data: x\n\n")).readableBytes == 9)
        #expect(redactor.pass(ByteBuffer(string: "data: sk")).readableBytes == 6)
        #expect(redactor.rest().readableBytes == 2)
    }

    @Test func `a secret too short to be one is not looked for`() {
        #expect(Self.passed([Array("demo demo".utf8)], key: "demo").text == "demo demo")
    }

    /// The three parts of a credential that requests are signed with; the session token holds the secret key.
    private static let parts = ["AKIAEXAMPLE00", "wJalrXUtnFEMI", "token-wJalrXUtnFEMI-end"]

    @Test func `each secret part of a key that requests are signed with is masked at every cut, its id is not`() {
        let text = "\(Self.parts[0]) a \(Self.parts[1])b \(Self.parts[2]) c \(Self.parts.joined(separator: ":"))"
        let (key, token) = (String(repeating: "*", count: 13), String(repeating: "*", count: 23))
        let expected = "\(Self.parts[0]) a \(key)b \(token) c \(Self.parts[0]):\(key):\(token)"
        let bytes = Array(text.utf8)
        for first in 0...bytes.count {
            var redactor = Redactor(SecretSearch(Secret(Self.parts.joined(separator: ":")), isSigning: true))
            var output = Array(buffer: redactor.pass(ByteBuffer(bytes: bytes[..<first])))
            output += Array(buffer: redactor.pass(ByteBuffer(bytes: bytes[first...])))
            output += Array(buffer: redactor.rest())
            #expect(String(decoding: output, as: UTF8.self) == expected, "cut at \(first)")
            #expect(redactor.found >= 4)
        }
        let search = SecretSearch(Secret(Self.parts.joined(separator: ":")), isSigning: true)
        #expect(Array("x: \(Self.parts[1])".utf8).withUnsafeBytes { search.isIn($0) })
        #expect(!Array("x: \(Self.parts[0])".utf8).withUnsafeBytes { search.isIn($0) })
    }

    @Test(arguments: ["ABSKnoPartsAtAll00", "a:b", "id:key:token:more-of-it"])
    func `a key of another form is looked for whole, whatever it is used for`(key: String) {
        var redactor = Redactor(SecretSearch(Secret(key), isSigning: true))
        let passed = redactor.pass(ByteBuffer(string: "x \(key) y"))
        #expect(redactor.found == (key.utf8.count < 8 ? 0 : 1) && passed.readableBytes == key.utf8.count + 4)
    }

    @Test func `it is found in a field as well`() {
        let search = SecretSearch(Secret(Self.key))
        let line = Array("x-echo: Bearer \(Self.key)\r\n".utf8)
        #expect(line.withUnsafeBytes { search.isIn($0) })
        #expect(!line.dropLast(3).withUnsafeBytes { search.isIn($0) })
    }
}
