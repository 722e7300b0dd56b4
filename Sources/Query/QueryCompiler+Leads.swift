/// Which index leads to the rows of a query.
extension QueryCompiler {
    /// Up to so many rows are sorted rather than looked for along the time.
    private static let fewRows: Int64 = 5_000
    /// The same for full text, where looking at each row costs more.
    private static let fewHits: Int64 = 20_000

    /// The best lead whose rows come in the order of time, or are few whatever the day holds.
    var orderedLead: Lead {
        let ranked: [(HistoryIndex, (Term) -> Bool)] = [
            (.id, { $0.names(.id) }),
            (.trace, { $0.names(.trace) }),
            (.conversation, { $0.names(.conv) }),
            (.shadow, { $0.names(.shadowOf) }),
            (.failed, { Failing.implies($0) }),
            (.routing, { $0.tellsOfRouting }),
            (.keyID, { $0.isOneText(.key) && $0.isKeyID }),
            (.keyName, { $0.isOneText(.key) && !$0.isKeyID }),
            (.user, { $0.isOneText(.user) }),
            (.team, { $0.isOneText(.team) }),
            (.model, { $0.isOneText(.model) }),
            (.organisation, { $0.isOneText(.organisation) }),
        ]
        for (index, fits) in ranked {
            guard let place = query.terms.firstIndex(where: { !$0.isNegated && fits($0) }) else { continue }
            return Lead(index: index, term: place)
        }
        return Lead(index: .time, term: nil)
    }

    /// The way by the rows that hold a tag, a tool or words, where they turn out to be few.
    func narrowing(_ statement: (Lead) -> SQLStatement, instead lead: Lead) -> CompiledQuery.Narrowing? {
        guard ![.id, .trace, .conversation, .shadow].contains(lead.index) else { return nil }
        let narrow = [(HistoryIndex.words, Self.fewHits)] + [.tag, .tool, .attempt].map { ($0, Self.fewRows) }
        for (index, bound) in narrow {
            guard let place = query.terms.firstIndex(where: { $0.leads(by: index) }) else { continue }
            let rows =
                index == .words
                ? ConditionText.rows(words: query.terms) : ConditionText.rows(query.terms[place].condition)
            return CompiledQuery.Narrowing(
                probe: SQLStatement("SELECT count(*) FROM (") + rows + SQLStatement(" LIMIT ?)", [.int(bound + 1)]),
                bound: bound,
                statement: statement(Lead(index: index, term: place))
            )
        }
        return nil
    }
}

extension Term {
    /// True for exact values of the field.
    fileprivate func names(_ field: QueryField) -> Bool {
        guard case .matches(let name, let matches) = condition, name.field == field else { return false }
        return matches.allSatisfy(\.isEquality)
    }

    /// True for one exact value of the field, so that its rows come in the order of time.
    fileprivate func isOneText(_ field: QueryField) -> Bool {
        guard names(field), case .matches(_, let matches) = condition else { return false }
        return matches.count == 1
    }

    /// True for a key that is given by its id.
    fileprivate var isKeyID: Bool {
        guard case .matches(_, let matches) = condition, case .equals(let literal)? = matches.first else {
            return false
        }
        return ConditionText.isKeyID(literal.text)
    }

    fileprivate func leads(by index: HistoryIndex) -> Bool {
        guard !isNegated else { return false }
        switch condition {
        case .words: return index == .words
        case .has(let name): return name.field == .tag && index == .tag
        case .matches(let name, _):
            switch index {
            case .tag: return name.field == .tag
            case .tool: return name.field == .tool
            // Nearly every exchange has a first attempt, which no index is about.
            case .attempt: return name.field == .attemptReason && !ConditionText.words(of: condition).contains("first")
            default: return false
            }
        }
    }

    /// True for a term that only holds where routing has something to tell.
    fileprivate var tellsOfRouting: Bool {
        let fields: [QueryField] = [.passedOver, .retryStop, .shadowOf]
        switch condition {
        case .has(let name), .matches(let name, _): return fields.contains(name.field)
        case .words: return false
        }
    }
}

extension Match {
    var isEquality: Bool {
        guard case .equals = self else { return false }
        return true
    }
}

/// Which terms only hold for exchanges that went wrong: `status >= 400 OR outcome <> 'success'`.
private enum Failing {
    static func implies(_ term: Term) -> Bool {
        guard !term.isNegated else { return false }
        switch term.condition {
        case .has(let name): return name.field == .error
        case .words: return false
        case .matches(let name, let matches):
            switch name.field {
            case .status: return matches.allSatisfy { ($0.lowest ?? 0) >= 400 }
            case .outcome: return matches.allSatisfy { !$0.fits("success") }
            case .ending:
                return matches.allSatisfy { match in
                    !["complete", "length_limit", "content_filter"].contains(where: match.fits)
                }
            case .error: return true
            default: return false
            }
        }
    }
}

extension Match {
    /// The smallest number that matches; nil where there is none or the match is no number.
    fileprivate var lowest: Int64? {
        switch self {
        case .equals(let literal), .compares(.atLeast, let literal), .range(let literal, _): literal.lowest
        case .compares(.above, let literal): literal.highest.map { $0 + 1 }
        case .compares, .pattern: nil
        }
    }

    /// Tells whether a word of a closed set matches.
    fileprivate func fits(_ word: String) -> Bool {
        switch self {
        case .equals(let literal): literal.text == word
        case .pattern(let pattern): pattern.matches(word)
        case .compares, .range: true
        }
    }
}
