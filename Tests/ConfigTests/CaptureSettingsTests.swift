import Config
import Exchange
import Policy
import Testing

@Suite struct CaptureSettingsTests {
    private static let whole = #"""
        history:
          capture: redacted
          capture_most: redacted
          capture_routes:
            "/v1/embeddings": { capture: metadata }
            "/v1/files*": { capture: off }
          redaction:
            kinds: [card, iban]
            patterns:
              staff: { expression: '\bEMP-\d{6}\b' }
              case_number: { expression: "C[0-9]+" }
          audit_retention_days: 30
        """#

    @Test func `levels and what is taken out arrive, ordered by name`() throws {
        let result = Sample.load(Self.whole)
        #expect(result.diagnostics.all == [])
        let history = try #require(result.settings?.history)
        #expect(history.capture == .redacted)
        #expect(history.captureMost == .redacted)
        #expect(history.captureRoutes.map(\.route.text) == ["/v1/embeddings", "/v1/files*"])
        #expect(history.auditRetentionDays == 30)
        #expect(history.redaction.kinds == [.card, .iban])
        #expect(history.redaction.patterns.map(\.name) == ["case_number", "staff"])
        let rule = history.captureRule
        #expect(rule.level(route: .embeddings, path: "/v1/embeddings", key: nil) == .metadata)
        #expect(rule.level(route: .openAIOther, path: "/v1/files/x", key: nil) == .off)
        #expect(rule.level(route: .messages, path: "/v1/messages", key: .full) == .redacted)
        var counts = RedactionCounts()
        let text = history.redaction.redaction.redact("EMP-123456 me@example.com C77", counting: &counts)
        #expect(text == "[redacted:staff] me@example.com [redacted:case_number]")
    }

    @Test func `what is kept and taken out is part of the revision`() throws {
        let settings = try #require(Sample.load(Self.whole).settings)
        for line in [
            "history.capture_most = redacted", "history.capture_routes./v1/embeddings.capture = metadata",
            #"history.redaction.kinds = ["card", "iban"]"#,
            #"history.redaction.patterns.staff.expression = \bEMP-\d{6}\b"#,
            "history.audit_retention_days = 30",
        ] {
            #expect(settings.canonicalText.contains(line + "\n"), "\(line)")
        }
    }

    @Test func `no kinds are another thing than none given`() throws {
        let kinds = { (text: String) in Sample.load(text).settings?.history.redaction.kinds }
        #expect(kinds("history: { redaction: { kinds: [] } }") == [])
        #expect(kinds("history: { redaction: { kinds: } }") == RedactionKind.standard)
        #expect(kinds("history: { redaction: }") == RedactionKind.standard)
        #expect(RedactionKind.standard == RedactionKind.allCases.filter { $0 != .iban })
    }

    @Test(arguments: [
        (
            "capture_routes: { v1: { capture: off } }",
            "1:30  error    history.capture_routes.v1: a name must be a route's template or a path, with * for any run of characters"
        ),
        ("capture_routes: { \"/v1\": {} }", "1:37  error    history.capture_routes./v1: capture is missing"),
        (
            "redaction: { kinds: [emial] }",
            "1:33  error    history.redaction.kinds[0]: must be one of api_key, token, private_key, email, card, iban; did you mean \"email\"?"
        ),
        ("redaction: { kinds: [card, card] }", "1:39  warning  history.redaction.kinds[1]: stands in the list already"),
        (
            "redaction: { patterns: { email: { expression: a } } }",
            "1:37  error    history.redaction.patterns.email: a name must be 1 to 32 of a-z, 0-9 and _, the first a letter; none of the kinds"
        ),
        ("redaction: { patterns: { x: } }", "1:40  error    history.redaction.patterns.x: expression is missing"),
        (
            "redaction: { patterns: { x: { expression: '(a' } } }",
            "1:54  error    history.redaction.patterns.x.expression: a group that is never closed (at character 3)"
        ),
        (
            "redaction: { patterns: { x: { expression: '(?=a)b' } } }",
            "1:54  error    history.redaction.patterns.x.expression: only groups of the forms ( ) and (?: ) are supported (at character 1)"
        ),
        (
            "redaction: { patterns: { x: { expression: 'a*' } } }",
            "1:54  error    history.redaction.patterns.x.expression: matches where there is nothing (at character 1)"
        ),
        (
            "redaction: { patterns: { x: { expression: 'a{256}' }, y: { expression: 'b{256}' } } }",
            "1:35  error    history.redaction.patterns: take 514 steps together, at most 512; repeat less"
        ),
        (
            "audit_retention_days: 0",
            "1:34  error    history.audit_retention_days: must be a whole number from 1 to 36500"
        ),
        (
            "capture: full, capture_most: metadata",
            "1:21  warning  history.capture: is above history.capture_most, which holds"
        ),
    ])
    func `a mistake has its place`(_ text: String, _ finding: String) {
        #expect(Sample.findings("history: { \(text) }") == [finding])
    }
}
