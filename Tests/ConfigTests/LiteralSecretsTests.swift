import Config
import Exchange
import Testing

@Suite struct LiteralSecretsTests {
    private func mark(_ secret: Secret) -> String {
        let hash = secret.withBytes { $0.reduce(7 as UInt64) { $0 &* 31 &+ UInt64($1) } }
        return String(hash, radix: 16)
    }

    private func literals(_ text: String) -> LiteralSecrets {
        LiteralSecrets(of: Array(text.utf8), Sample.load(text).literals, mark: mark)
    }

    @Test(arguments: [
        "providers:\n  openai:\n    keys:\n      - \(Sample.key)   # mine\n      - \"\(Sample.otherKey)\"\n",
        "providers: { openai: { keys: ['\(Sample.key)', { name: b, value: \(Sample.otherKey) }] } }\n",
        "\u{FEFF}# ünï\nproviders: { openai: { headers: { x-ü: \"ä\" }, keys: [\"\(Sample.key)\"] } }\n",
        "providers: { openai: { keys: [\"${NOT_SET:-\(Sample.key)}\"] } }\r\nlog: { level: info }\r\n",
        "providers: { openai: { keys: [\"${KEY}\"], proxy: \"http://weir:pässword@127.0.0.1:1\" } }\n",
    ])
    func `a text that is kept holds no secret, and gets them back from the same file`(_ text: String) throws {
        let kept = literals(text)
        for secret in [Sample.key, Sample.otherKey, "pässword"] { #expect(!kept.text.contains(secret)) }
        let whole = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        #expect(kept.text.contains(LiteralSecrets.sign))
        let restored = try kept.restored(in: kept.text)
        #expect(String(decoding: restored, as: UTF8.self) == whole)
    }

    @Test func `a secret that is not in the present file any more is missed, not made up`() throws {
        let older = literals("providers: { openai: { keys: [\(Sample.key), \(Sample.otherKey)] } }\n").text
        let present = literals("providers: { openai: { keys: [\(Sample.otherKey)] } }\n")
        #expect(throws: LiteralSecrets.Missing(count: 1)) { try present.restored(in: older) }
        let plain = try literals("{}").restored(in: "demo: { enabled: true }\n")
        #expect(plain == Array("demo: { enabled: true }\n".utf8))
        #expect(throws: LiteralSecrets.Missing(count: 2)) {
            try literals("{}").restored(in: "a: \"weir-literal:\" b: \"weir-literal:zz")
        }
    }

    @Test func `what looks like a secret elsewhere is taken out too`() {
        let text = "# old: sk-proj-abcdefghijklmnopqrstuv\ndemo: { enabled: true }\n"
        #expect(!literals(text).text.contains("abcdefghijkl"))
    }

    @Test func `a mark is known as one`() {
        #expect(LiteralSecrets.digits(of: Secret("weir-literal:0af")) == "0af")
        #expect(LiteralSecrets.digits(of: Secret(Sample.key)) == nil)
    }
}
