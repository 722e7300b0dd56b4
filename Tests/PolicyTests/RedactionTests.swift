import Exchange
import Policy
import Testing

@Suite struct RedactionTests {
    private static let all = Redaction(kinds: RedactionKind.allCases)

    private func redacted(_ text: String) -> String {
        var counts = RedactionCounts()
        return Self.all.redact(text, counting: &counts)
    }

    @Test(arguments: [
        ("use sk-abcdefghijklmnop1234 now", "use [redacted:api_key] now"),
        ("sk-ant-api03-AbCdEf_0123-456789xyz", "[redacted:api_key]"),
        ("KEY=sk-proj-abcdefghij0123456789;", "KEY=[redacted:api_key];"),
        ("AIzaSyA0123456789abcdefghijklmnopqrstu", "[redacted:api_key]"),
        ("id AKIAIOSFODNN7EXAMPLE.", "id [redacted:api_key]."),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "[redacted:api_key]"),
        ("github_pat_11ABCDEFG0123456789_abcdefghij", "[redacted:api_key]"),
        ("xoxb-123456789012-abcdef and xoxp-1-2-3-abcdef0", "[redacted:api_key] and [redacted:api_key]"),
        ("wr_live_0123456789abcdefghij", "[redacted:api_key]"), ("wr_test_0123456789abcdefghij", "[redacted:api_key]"),
        ("wr_adm_0123456789abcdefghij", "[redacted:api_key]"),
        (#"x\nsk-abcdefghijklmnop1234"#, #"x\n[redacted:api_key]"#),
        ("k%3Dsk-abcdefghijklmnop1234", "k%3D[redacted:api_key]"),
        ("Authorization: Bearer abc.def-012345~x/y+z==", "Authorization: Bearer [redacted:token]"),
        ("bearer\tABCDEFGHIJKL0", "bearer\t[redacted:token]"),
        ("t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl!", "t=[redacted:token]!"),
        ("GB82 WEST 1234 5698 7654 32 is it", "[redacted:iban] is it"), ("DE89370400440532013000", "[redacted:iban]"),
    ])
    func `keys, tokens and accounts are taken out`(_ text: String, _ expected: String) {
        #expect(redacted(text) == expected)
        #expect(redacted(expected) == expected)
    }

    @Test(arguments: [
        ("mail a.b+c@example.co.uk, please", "mail [redacted:email], please"),
        ("<someone@example.com>", "<[redacted:email]>"), ("email=me@x.io&y", "email=[redacted:email]&y"),
        ("josé@müller.de", "[redacted:email]"), ("a\u{200B}b@exa\u{200B}mple.com!", "[redacted:email]!"),
        ("o'brien@example.com", "[redacted:email]"), ("'me@example.com'", "'[redacted:email]'"),
        ("q=me%40example.com", "q=[redacted:email]"), (#"{me\u0040example.com}"#, "{[redacted:email]}"),
        (#"{me\\u0040example.com}"#, "{[redacted:email]}"), ("me＠example.com", "[redacted:email]"),
        (#"\nme@example.com\n"#, #"\n[redacted:email]\n"#),
        (#"\u003cme@example.com\u003e"#, #"\u003c[redacted:email]\u003e"#),
        ("给张三me@example.com谢谢", "给张三[redacted:email]谢谢"), ("a@b.co.", "[redacted:email]."),
        ("a@b@c.de", "a@[redacted:email]"), ("...x@y.zz", "...[redacted:email]"),
        ("a@b.co-----BEGIN", "[redacted:email]-----BEGIN"),
    ])
    func `addresses are taken out, however they are written`(_ text: String, _ expected: String) {
        #expect(redacted(text) == expected)
        #expect(redacted(expected) == expected)
    }

    @Test(arguments: [
        "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005", "3782 822463 10005",
        "5555555555554444", "6011111111111117", "30569309025904", "3530111333300000", "4222222222222",
        "4111\u{A0}1111\u{A0}1111\u{A0}1111", "4111\u{200B}1111\u{200B}1111\u{200B}1111",
        "4111\u{2011}1111\u{2011}1111\u{2011}1111",
    ])
    func `cards are taken out, with blanks, dashes or nothing between`(_ number: String) {
        #expect(redacted(number) == "[redacted:card]")
        #expect(redacted("card \(number), 12/29") == "card [redacted:card], 12/29")
        #expect(redacted("\(number) 12/29 123") == "[redacted:card] 12/29 123")
        #expect(redacted("x\(number)") == "x\(number)")
        #expect(redacted("\(number)7") == "\(number)7")
        #expect(redacted("id_\(number)") == "id_[redacted:card]")
    }

    @Test(arguments: [
        "", "a", "sk-", "the sk-learn-based-classification-model of old", "sk-short1", "risk-adverse-management-of-1",
        "the bearer of this", "Bearer authentication is used", "Bearer of Responsibilities", "@", "@@", "a@b", "a@b.c",
        "react@18.2.0", "pkg@1.0.0-beta.1", "user@localhost", "2026-11-23T12:00:00.123456789Z", "4111111111111112",
        "0.4111111111111111", "-0.4532015112830366", "4111111111111111.5", "1795435200000000",
        "41111111111111111111111",
        "550e8400-e29b-41d4-a716-446655440000", "AKIAIOSFODNN", "eyJhbGci", "eyJhbGciOiJIUzI1NiJ9.x",
        "GB82WEST12345698765433",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG\n-----END PUBLIC KEY-----", "12345678901234567890", "gh_pages",
        "[redacted:email] and [redacted:card]",
    ])
    func `what only looks alike stays`(_ text: String) {
        #expect(redacted(text) == text)
    }

    @Test func `private keys go whole, with their lines in whatever form, cut or not`() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nAgEAAoIBAQC7VJTUt9Us8cKj"
        let begin = "-----BEGIN RSA PRIVATE KEY-----"
        #expect(redacted("a \(begin)\n\(body)\n-----END RSA PRIVATE KEY----- b") == "a [redacted:private_key] b")
        #expect(
            redacted(#"a \#(begin)\nMIIEvQIBADANBgkqhkiG\n-----END RSA PRIVATE KEY-----\n b"#)
                == #"a [redacted:private_key]\n b"#
        )
        #expect(redacted("a \(begin)\n\(body)") == "a [redacted:private_key]")
        #expect(redacted("\(begin) is how a key begins") == "[redacted:private_key] is how a key begins")
        #expect(redacted("\(begin)\(begin)") == "[redacted:private_key][redacted:private_key]")
    }

    @Test func `finds that overlap become one, and are counted by kind`() {
        var counts = RedactionCounts()
        let text = "sk-abcdefghijklmnop1234@example.com 4111111111111111 x@y.zz"
        #expect(Self.all.redact(text, counting: &counts) == "[redacted:api_key] [redacted:card] [redacted:email]")
        #expect(counts.byLabel == ["api_key": 1, "card": 1, "email": 1])
        #expect(counts.total == 3)
    }

    @Test func `a kind that is not asked for stays`() {
        var counts = RedactionCounts()
        let text = "sk-abcdefghijklmnop1234 4111111111111111 x@y.zz DE89370400440532013000"
        let mail = Redaction(kinds: [.email])
        #expect(
            mail.redact(text, counting: &counts)
                == "sk-abcdefghijklmnop1234 4111111111111111 [redacted:email] DE89370400440532013000"
        )
        #expect(Redaction(kinds: []).redact(text, counting: &counts) == text)
        #expect(Redaction().redact(text, counting: &counts).hasSuffix("DE89370400440532013000"))
    }

    @Test func `patterns of the configuration are taken out under their names`() throws {
        var counts = RedactionCounts()
        let staff = RedactionPattern(name: "staff", expression: try Expression(#"\bEMP-\d{6}\b"#))
        let word = RedactionPattern(name: "word", expression: try Expression("redacted|ab"))
        let redaction = Redaction(kinds: [.email], patterns: [staff, word])
        #expect(
            redaction.redact("EMP-123456 EMP-1234567 redacted", counting: &counts)
                == "[redacted:staff] EMP-1234567 [redacted:word]"
        )
        #expect(
            redaction.redact("[redacted:email] [redacted:other] aabb", counting: &counts)
                == "[redacted:email] [[redacted:word]:other] a[redacted:word]b"
        )
        #expect(counts.byLabel == ["staff": 1, "word": 3])
    }

    @Test(arguments: [
        "0123456789", "a@", "a@b.co", "-sk-", "-eyJ", "-eyJaaaaaaaaaa.", "bearer ", "-----BEGIN PRIVATE KEY-----",
        "a%40",
        "4111 1111 1111 1112 ", "4 ", "12 ", "[\"", "{\"a\\", "\u{200B}", "eyJ", "\\u0040", "-", "a.", "DE89", "'a",
        "[redacted:",
    ])
    func `a long run of anything takes linear time`(_ piece: String) {
        let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
        let result = redacted(text)
        #expect(redacted(result) == result)
        #expect(redacted("\(text) x@y.zz").hasSuffix("[redacted:email]"))
    }

    @Test func `an address longer than any real one goes whole`() {
        let long = String(repeating: "a", count: 5_000)
        #expect(redacted("<\(long)@\(long).com>") == "<[redacted:email]>")
    }
}
