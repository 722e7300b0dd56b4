/// Conditions as SQL; what a person wrote is only ever among the values.
enum ConditionText {
    // MARK: terms

    /// A condition that leads to no rows, but is looked at for each row that another one led to.
    static func hidden(_ condition: Condition) -> SQLStatement {
        switch condition {
        case .has(let name): has(name)
        case .words: row(in: rows(words: [Term(isNegated: false, condition: condition)]), hint: "+")
        case .matches(let name, let matches):
            switch name.field {
            case .tag, .tool: label(name, matches, condition)
            case .attemptReason: attempt(words(of: condition))
            case .passedOver: passedOver(words(of: condition))
            default: alternatives(name, matches, hint: "+")
            }
        }
    }

    /// A condition that leads to rows.
    static func leading(_ condition: Condition) -> SQLStatement {
        switch condition {
        case .words, .has: row(in: rows(condition))
        case .matches(let name, let matches):
            switch name.field {
            case .tag, .tool: row(in: rows(condition))
            case .attemptReason: SQLStatement("exchanges.request_id IN (") + rows(condition) + SQLStatement(")")
            default: alternatives(name, matches, hint: "")
            }
        }
    }

    /// Tells whether a key is given by its id.
    static func isKeyID(_ text: String) -> Bool { text.hasPrefix("key_") }

    private static func has(_ name: FieldName) -> SQLStatement {
        switch name.field {
        case .tag: row(in: rows(.has(name)), hint: "+")
        case .tool: SQLStatement("+tool_calls > 0")
        case .attemptReason:
            SQLStatement(
                "EXISTS (SELECT 1 FROM attempts WHERE request_id = exchanges.request_id AND reason IS NOT NULL)"
            )
        case .error: SQLStatement("(error_type IS NOT NULL OR rejection_reason IS NOT NULL)")
        default: SQLStatement("+\(name.facts.column) IS NOT NULL")
        }
    }

    // MARK: rows of other tables

    /// `exchanges.rowid IN (…)`.
    static func row(in rows: SQLStatement, hint: String = "") -> SQLStatement {
        SQLStatement("\(hint)exchanges.rowid IN (") + rows + SQLStatement(")")
    }

    /// The rowids of the exchanges that have a tag or a tool.
    static func rows(_ condition: Condition) -> SQLStatement {
        switch condition {
        case .has(let name): SQLStatement("SELECT exchange FROM tags WHERE name = ?", [.text(name.tag ?? "")])
        case .words: rows(words: [Term(isNegated: false, condition: condition)])
        case .matches(let name, let matches):
            switch name.field {
            case .tool: SQLStatement("SELECT exchange FROM tool_names WHERE ") + texts("name", matches)
            case .attemptReason:
                SQLStatement("SELECT request_id FROM attempts WHERE reason <> 'first' AND ")
                    + any("reason", words(of: condition).map { .text($0) })
            default:
                SQLStatement("SELECT exchange FROM tags WHERE name = ? AND ", [.text(name.tag ?? "")])
                    + texts("value", matches)
            }
        }
    }

    /// The rowids of the exchanges whose texts hold all the words of the positive terms.
    static func rows(words terms: [Term]) -> SQLStatement {
        SQLStatement("SELECT rowid FROM search.words WHERE words MATCH ?", [.text(WordsText.of(terms))])
    }

    /// A tag or a tool; where the values are exact, one look-up a row is enough.
    private static func label(_ name: FieldName, _ matches: [Match], _ condition: Condition) -> SQLStatement {
        guard matches.allSatisfy(\.isEquality) else { return row(in: rows(condition), hint: "+") }
        return SQLStatement("EXISTS (") + rows(condition) + SQLStatement(" AND exchange = exchanges.rowid)")
    }

    // MARK: values

    private static func alternatives(_ name: FieldName, _ matches: [Match], hint: String) -> SQLStatement {
        let exact = matches.allSatisfy { match in
            guard case .equals(let literal) = match, case .value = literal.meaning else { return false }
            return true
        }
        if exact, let values = equal(name, matches.compactMap(\.value), hint) { return values }
        return disjunction(matches.map { compared(name, $0, hint) })
    }

    static func disjunction(_ parts: [SQLStatement]) -> SQLStatement {
        guard parts.count > 1 else { return parts.first ?? SQLStatement("FALSE") }
        return SQLStatement("(") + parts.joined(separator: " OR ") + SQLStatement(")")
    }

    /// Any of some values; nil where the field is not one column.
    private static func equal(_ name: FieldName, _ values: [SQLValue], _ hint: String) -> SQLStatement? {
        switch name.field {
        case .id:
            disjunction([any("\(hint)request_id", values), any("\(hint)client_request_id", values)])
        case .error:
            disjunction([any("\(hint)error_type", values), any("\(hint)rejection_reason", values)])
        case .key: nil
        default: any(hint + name.facts.column, values)
        }
    }

    /// `column = ?` or `column IN (?, ?)`.
    static func any(_ column: String, _ values: [SQLValue]) -> SQLStatement {
        if values.count == 1 { return SQLStatement("\(column) = ?", values) }
        return SQLStatement("\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))", values)
    }

    private static func compared(_ name: FieldName, _ match: Match, _ hint: String) -> SQLStatement {
        let column = hint + name.facts.column
        switch match {
        case .equals(let literal): return equals(name, literal, hint)
        case .compares(let comparison, let literal):
            return SQLStatement("\(column) \(comparison.rawValue) ?", [literal.limit(comparison)])
        case .range(let low, let high):
            return SQLStatement("\(column) BETWEEN ? AND ?", [low.limit(.atLeast), high.limit(.atMost)])
        case .pattern(let pattern):
            let columns: [String] =
                switch name.field {
                case .error: ["error_type", "rejection_reason", "error_message"]
                default: [name.facts.column]
                }
            return disjunction(columns.map { like(hint + $0, pattern) })
        }
    }

    private static func equals(_ name: FieldName, _ literal: Literal, _ hint: String) -> SQLStatement {
        if name.field == .key {
            return SQLStatement("\(hint)\(isKeyID(literal.text) ? "key_id" : "key_name") = ?", [.text(literal.text)])
        }
        switch literal.meaning {
        case .value(let value): return equal(name, [value], hint) ?? SQLStatement("FALSE")
        case .span:
            let limits = [literal.limit(.atLeast), literal.limit(.atMost)]
            return SQLStatement("\(hint)\(name.facts.column) BETWEEN ? AND ?", limits)
        }
    }

    /// Any of some texts in a table of labels.
    private static func texts(_ column: String, _ matches: [Match]) -> SQLStatement {
        if matches.allSatisfy(\.isEquality) { return any(column, matches.compactMap(\.value)) }
        return disjunction(
            matches.map { match in
                if case .pattern(let pattern) = match { return like(column, pattern) }
                return any(column, [match.value].compactMap { $0 })
            }
        )
    }

    private static func like(_ column: String, _ pattern: Match.Glob) -> SQLStatement {
        SQLStatement("\(column) LIKE ? ESCAPE '\\'", [.text(pattern.like)])
    }
}

extension Match {
    /// The value it is equal to, or nil.
    fileprivate var value: SQLValue? {
        guard case .equals(let literal) = self, case .value(let value) = literal.meaning else { return nil }
        return value
    }
}

extension Match.Glob {
    /// The pattern of SQL's LIKE, in which `\` makes the next sign stand for itself.
    var like: String {
        var body = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { body.append("\\") }
            body.append(scalar)
        }
        return (isOpenAtStart ? "%" : "") + String(body) + (isOpenAtEnd ? "%" : "")
    }
}

extension Literal {
    /// The bound value for a comparison: above and up to a span, its last number counts; from and below it, its first.
    fileprivate func limit(_ comparison: Match.Comparison) -> SQLValue {
        switch (meaning, comparison) {
        case (.value(let value), _): value
        case (.span(let span), .atLeast), (.span(let span), .below): .int(span.lowerBound)
        case (.span(let span), .above), (.span(let span), .atMost): .int(span.upperBound - 1)
        }
    }
}
