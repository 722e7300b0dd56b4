package import Exchange

/// The header lines by which an answer tells how the caller's limits stand.
///
/// The fields of draft-ietf-httpapi-ratelimit-headers-10 (September 2025) for everybody, and beside them those that the
/// SDKs of the surface know. Limits in shadow mode and budgets are not told.
package enum QuotaHeaders {
    /// The most limits that are told.
    private static let most = 8
    /// The largest whole number of a structured field (RFC 9651, section 3.3.1).
    private static let largest: Int64 = 999_999_999_999_999

    /// The lines for an answer; `refusal` is what it is refused by, if it is.
    ///
    /// `wall` is needed where a surface tells the time of a reset.
    package static func lines(
        _ statuses: [QuotaStatus],
        refusal: QuotaRefusal? = nil,
        for surface: Surface,
        at wall: WallTime
    ) -> [(name: String, value: String)] {
        var told = statuses
        told.removeAll { $0.mode == .shadow || !isTold($0) }
        if let refusal {
            told.removeAll { $0.rule == refusal.status.rule }
            if isTold(refusal.status) { told.insert(status(of: refusal), at: 0) }
        }
        var lines: [(name: String, value: String)] = []
        let shown = told.prefix(most)
        if !shown.isEmpty {
            var policies = ""
            var states = ""
            for status in shown {
                if !policies.isEmpty {
                    policies += ", "
                    states += ", "
                }
                let name = name(status.rule)
                policies += name
                states += name
                addPolicy(status, to: &policies)
                addState(status, to: &states)
            }
            lines.append(("ratelimit-policy", policies))
            lines.append(("ratelimit", states))
        }
        switch surface {
        case .openAI: openAI(told, to: &lines)
        case .anthropic: anthropic(told, at: wall, to: &lines)
        case .gemini, .bedrock: break
        }
        if let refusal { lines += retry(refusal) }
        return lines
    }

    /// When to try again: whole seconds, never too early, at least 1; never again where it cannot help.
    ///
    /// Of a budget that is used up the SDKs are told not to try again by themselves: its period may last for weeks.
    package static func retry(_ refusal: QuotaRefusal) -> [(name: String, value: String)] {
        var lines: [(name: String, value: String)] = []
        if let wait = refusal.retryAfter {
            let milliseconds = max(roundedUp(wait, to: 1_000_000), 1)
            let seconds = max(seconds(wait), 1)
            lines.append(("retry-after", String(seconds)))
            lines.append(("retry-after-ms", String(milliseconds)))
        }
        if refusal.retryAfter == nil || refusal.rejection == .quotaExceeded {
            lines.append(("x-should-retry", "false"))
        }
        return lines
    }

    /// What a refused caller is told: which limit, for whom, how much of it is used, and when it can try again.
    package static func message(_ refusal: QuotaRefusal) -> String {
        let status = refusal.status
        let whom = status.subject.isEmpty ? status.scope.rawValue : status.subject
        let unit = words(status.unit)
        var message = "Limit \(status.rule) (\(whom)): \(status.used) of \(status.burst) \(unit) are used"
        switch status.span {
        case .instant: message += " at this time"
        case .window(let window): message += ", \(status.limit) come in \(goDuration(window))"
        case .period(let period): message += " in this \(period.rawValue)"
        }
        message += ", and \(refusal.asked) more were asked for."
        switch refusal.reason {
        case .tooLarge: return message + " That is more than the limit ever allows."
        case .unknownPrice: return message + " The price of the model is not known."
        case .tooManySubjects: return message + " More are counted than may be."
        case .notStored: return "Limit \(status.rule) (\(whom)): what is spent cannot be written down at present."
        case .exceeded:
            return message + (refusal.retryAfter.map { " Try again in \(max(seconds($0), 1)) s." } ?? "")
        }
    }

    /// A duration as OpenAI writes it, which is how Go does: `12ms`, `22.564s`, `1m30s`; rounded up to milliseconds.
    package static func goDuration(_ time: Duration) -> String {
        let milliseconds = roundedUp(time, to: 1_000_000)
        if milliseconds <= 0 { return "0s" }
        if milliseconds < 1_000 { return String(milliseconds) + "ms" }
        let (minutes, rest) = milliseconds.quotientAndRemainder(dividingBy: 60_000)
        let (whole, parts) = rest.quotientAndRemainder(dividingBy: 1_000)
        var seconds = String(whole)
        if parts > 0 {
            var digits = String(1_000 + parts).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            seconds += "." + digits
        }
        seconds += "s"
        if minutes == 0 { return seconds }
        return minutes < 60 ? "\(minutes)m" + seconds : "\(minutes / 60)h\(minutes % 60)m" + seconds
    }

    /// A time as RFC 3339 has it, in UTC, rounded up to a second.
    package static func timestamp(_ wall: WallTime) -> String {
        let wall = WallTime(nanoseconds: max(wall.nanoseconds, 0))
        let seconds = wall.seconds + (wall.nanoseconds % 1_000_000_000 > 0 ? 1 : 0)
        let day = CivilDay(number: Int(seconds / 86_400))
        let ofDay = seconds % 86_400
        return "\(day)T\(two(ofDay / 3_600)):\(two(ofDay / 60 % 60)):\(two(ofDay % 60))Z"
    }
}

extension QuotaHeaders {
    private static func isTold(_ status: QuotaStatus) -> Bool {
        if case .period = status.span { return false }
        return true
    }

    /// How the limit that refuses stands for this caller: what is left comes no earlier than it may try again.
    private static func status(of refusal: QuotaRefusal) -> QuotaStatus {
        var status = refusal.status
        status.reset = max(refusal.retryAfter ?? status.reset, .zero)
        return status
    }

    private static func addPolicy(_ status: QuotaStatus, to text: inout String) {
        text += ";q="
        text += number(status.limit)
        switch status.unit {
        case .requests: break
        case .concurrency: text += ";qu=\"concurrent-requests\""
        case .tokens: text += ";weir-unit=\"tokens\""
        case .inputTokens: text += ";weir-unit=\"input_tokens\""
        case .outputTokens: text += ";weir-unit=\"output_tokens\""
        case .cost: text += ";weir-unit=\"nanousd\""
        }
        guard case .window(let window) = status.span else { return }
        text += ";w="
        text += number(max(seconds(window), 1))
    }

    private static func addState(_ status: QuotaStatus, to text: inout String) {
        text += ";r="
        text += number(min(status.remaining, status.limit))
        if case .instant = status.span { return }
        text += ";t="
        text += number(seconds(status.reset))
    }

    private static func openAI(_ told: [QuotaStatus], to lines: inout [(name: String, value: String)]) {
        if let status = tightest(told, .requests) {
            lines.append(("x-ratelimit-limit-requests", String(status.limit)))
            lines.append(("x-ratelimit-remaining-requests", String(min(status.remaining, status.limit))))
            lines.append(("x-ratelimit-reset-requests", goDuration(status.reset)))
        }
        if let status = tightest(told, .tokens) {
            lines.append(("x-ratelimit-limit-tokens", String(status.limit)))
            lines.append(("x-ratelimit-remaining-tokens", String(min(status.remaining, status.limit))))
            lines.append(("x-ratelimit-reset-tokens", goDuration(status.reset)))
        }
    }

    private static func anthropic(
        _ told: [QuotaStatus],
        at wall: WallTime,
        to lines: inout [(name: String, value: String)]
    ) {
        let units: [(QuotaUnit, String)] = [
            (.requests, "requests"), (.tokens, "tokens"), (.inputTokens, "input-tokens"),
            (.outputTokens, "output-tokens"),
        ]
        for (unit, word) in units {
            guard let status = tightest(told, unit) else { continue }
            let end = wall.nanoseconds.addingReportingOverflow(status.reset.inNanoseconds)
            let reset = WallTime(nanoseconds: end.overflow ? .max : end.partialValue)
            let name = "anthropic-ratelimit-" + word
            lines.append((name + "-limit", String(status.limit)))
            lines.append((name + "-remaining", String(min(status.remaining, status.limit))))
            lines.append((name + "-reset", timestamp(reset)))
        }
    }

    /// Of the limits of a unit, the one of which least is left.
    private static func tightest(_ told: [QuotaStatus], _ unit: QuotaUnit) -> QuotaStatus? {
        var tightest: Int?
        for (place, status) in told.enumerated() where status.unit == unit {
            guard let least = tightest.map({ told[$0] }) else {
                tightest = place
                continue
            }
            let isTighter =
                status.remaining == least.remaining
                ? status.reset > least.reset : status.remaining < least.remaining
            if isTighter { tightest = place }
        }
        return tightest.map { told[$0] }
    }

    /// A text of a structured field (RFC 9651, section 3.3.3): what it cannot hold becomes `_`.
    private static func name(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        if isPlain, text.utf8.count <= 128 { return "\"" + text + "\"" }
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8.prefix(128) {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append((0x20...0x7E).contains(byte) ? byte : UInt8(ascii: "_"))
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func number(_ number: Int64) -> String { String(min(max(number, 0), largest)) }

    private static func seconds(_ time: Duration) -> Int64 { roundedUp(time, to: 1_000_000_000) }

    private static func roundedUp(_ time: Duration, to unit: Int64) -> Int64 {
        let (whole, rest) = max(time.inNanoseconds, 0).quotientAndRemainder(dividingBy: unit)
        return rest > 0 ? whole + 1 : whole
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func words(_ unit: QuotaUnit) -> String {
        switch unit {
        case .requests: "requests"
        case .tokens: "tokens"
        case .inputTokens: "prompt tokens"
        case .outputTokens: "generated tokens"
        case .cost: "nano-dollars"
        case .concurrency: "requests at once"
        }
    }
}
