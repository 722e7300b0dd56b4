import Exchange
import Policy

extension KeyTable {
    /// `history.capture_routes`.
    static let captureRoutes = NamedSections(
        table: captureRoute,
        words: "a route's template or a path, with * for any run of characters",
        limit: 64,
        isName: { name in
            (1...256).contains(name.utf8.count) && (name.hasPrefix("/") || name.hasPrefix("*"))
                && !name.contains("**") && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        },
        name: { $0.route.text },
        start: { CaptureRouteSettings(route: Pattern($0)) },
        finish: { _, entry, reading in
            guard reading.positions["\(entry.path).capture"] == nil else { return }
            reading.error(entry, "capture is missing")
        }
    )

    private static let captureRoute = Table(CaptureRouteSettings(route: Pattern(""))) { field in
        [field.choice("capture", \.capture, "How much is kept of exchanges on these routes.")]
    }

    /// `history.redaction`.
    static let redaction = Table(RedactionSettings(), check: checkRedaction) { field in
        [
            redactionKinds,
            field.named(
                "patterns",
                \.patterns,
                redactionPatterns,
                "Expressions for what else is taken out; `[redacted:NAME]` stands in its place."
            ),
        ]
    }

    private static let redactionKinds = Field<RedactionSettings>(
        rows: [
            KeyRow(
                path: "kinds",
                shape: .list("one of \(RedactionKind.allCases.map(\.rawValue).joined(separator: ", "))"),
                fallback: "",
                summary:
                    "What is taken out of texts; all but `iban` when left out, and an empty list takes out nothing.",
                example: "[api_key, token, private_key, email, card, iban]"
            )
        ],
        read: { entry, section, reading in
            let words = RedactionKind.allCases.map(\.rawValue)
            let expected = "must be one of \(words.joined(separator: ", "))"
            var kinds: [RedactionKind] = []
            for item in reading.items(of: entry, atMost: 32) {
                guard let text = reading.text(item, expected) else { continue }
                reading.found(item)
                guard let kind = RedactionKind(rawValue: text) else {
                    reading.error(item, expected + Words.suggestion(for: text, in: words))
                    continue
                }
                if kinds.contains(kind) {
                    reading.warning(at: item.path, "stands in the list already")
                } else {
                    kinds.append(kind)
                }
            }
            if !entry.value.isNull { section.kinds = kinds }
        },
        lines: { section in [("kinds", Words.list(section.kinds.map(\.rawValue)))] }
    )

    private static let redactionPatterns = NamedSections(
        table: redactionPattern,
        words: "1 to 32 of a-z, 0-9 and _, the first a letter; none of the kinds",
        limit: RedactionSettings.mostPatterns,
        isName: { name in
            (1...32).contains(name.utf8.count) && RedactionKind(rawValue: name) == nil
                && (0x61...0x7A).contains(name.utf8.first ?? 0)
                && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        },
        name: { $0.name },
        start: { RedactionPatternSettings(name: $0) },
        finish: { _, entry, reading in
            guard reading.positions["\(entry.path).expression"] == nil else { return }
            reading.error(entry, "expression is missing")
        }
    )

    private static let redactionPattern = Table(RedactionPatternSettings(name: "")) { field in
        [
            field.scalar(
                "expression",
                \.expression,
                .expression(example: #"'\bEMP-\d{6}\b'"#),
                "A regular expression without references, look-around, `^` and `$`; it takes linear time."
            )
        ]
    }

    private static func checkRedaction(_ section: RedactionSettings, _ entry: Entry, _ reading: inout Reading) {
        let steps = section.patterns.reduce(0) { $0 + ($1.expression?.steps ?? 0) }
        guard steps > RedactionSettings.mostSteps else { return }
        reading.error(
            at: "\(entry.path).patterns",
            "take \(steps) steps together, at most \(RedactionSettings.mostSteps); repeat less"
        )
    }

    /// What asks for more than is allowed is taken with a remark: the most holds.
    static func checkCapture(_ settings: Settings, _ entry: Entry, _ reading: inout Reading) {
        let history = settings.history
        let above = "is above history.capture_most, which holds"
        if history.capture > history.captureMost, reading.positions["\(entry.path).capture"] != nil {
            reading.warning(at: "\(entry.path).capture", above)
        }
        for route in history.captureRoutes where route.capture > history.captureMost {
            reading.warning(at: "\(entry.path).capture_routes.\(Words.cut(route.route.text)).capture", above)
        }
    }
}

extension ScalarForm where Value == Expression? {
    /// A regular expression, read at once.
    static func expression(example: String) -> ScalarForm {
        ScalarForm(
            shape: .text("a regular expression"),
            example: example,
            read: { entry, reading in
                guard let text = reading.text(entry, "must be a regular expression") else { return nil }
                do throws(ExpressionFault) {
                    return try Expression(text)
                } catch {
                    reading.error(entry, error.description)
                    return nil
                }
            },
            show: { $0?.text ?? "" }
        )
    }
}
