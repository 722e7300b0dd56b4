import Exchange
import Testing

@Suite struct OutcomeTests {
    static let flags: [(flag: ResponseFlags, code: String)] = [
        (.retried, "RT"), (.rateLimited, "RL"), (.unauthorized, "AU"), (.noRoute, "NR"), (.noModel, "NM"),
        (.connectFailure, "UF"), (.dnsFailure, "DF"), (.tlsFailure, "TF"), (.upstreamTimeout, "UT"),
        (.streamIdle, "SI"), (.upstreamReset, "UR"), (.upstreamTruncated, "UX"), (.upstreamErrorEvent, "UE"),
        (.upstreamLimited, "UL"), (.clientDisconnect, "DC"), (.deadline, "DT"), (.overloaded, "OM"),
        (.draining, "DR"), (.usageMissing, "UM"), (.historyDropped, "HD"),
    ]

    @Test func `every flag shows as its own code`() {
        for (flag, code) in Self.flags { #expect(flag.codes == [code]) }
    }

    @Test func `codes are two capital letters, each once, and fit the bits`() {
        let names = ResponseFlags.names
        #expect(Set(names).count == names.count)
        #expect(names.count <= 31)
        #expect(names.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x41...0x5A).contains($0) } })
    }

    @Test func `codes come in their fixed order, whatever the order of insertion`() {
        var all: ResponseFlags = []
        for (flag, _) in Self.flags.reversed() { all.insert(flag) }
        let known = Set(Self.flags.map(\.code))
        #expect(all.codes == ResponseFlags.names.filter(known.contains))
        #expect(ResponseFlags([.historyDropped, .retried]).codes == ["RT", "HD"])
        #expect(ResponseFlags().codes == [])
        #expect(ResponseFlags(rawValue: .max).codes == ResponseFlags.names)
    }

    @Test(
        arguments: [
            (0, nil), (200, nil), (304, nil), (399, nil), (400, .http400), (401, .http401), (402, .other),
            (403, .http403), (404, .http404), (418, .other), (429, .http429), (499, .other), (500, .http5xx),
            (503, .http5xx), (529, .overloaded), (599, .http5xx), (999, .http5xx),
        ] as [(Int, ErrorType?)]
    )
    func `a status below 400 is no error, and every other has its type`(_ status: Int, _ type: ErrorType?) {
        #expect(ErrorType(status: status) == type)
    }

    @Test func `every word that leaves the program is in lower case with underscores`() {
        let words =
            Outcome.allCases.map(\.rawValue) + ErrorType.allCases.map(\.rawValue) + Rejection.allCases.map(\.rawValue)
            + StreamEnd.allCases.map(\.rawValue) + FailureCode.allCases.map(\.rawValue)
            + AuthResult.allCases.map(\.rawValue) + UsageSource.allCases.map(\.rawValue)
            + DropReason.allCases.map(\.rawValue) + RowFate.allCases.map(\.rawValue)
            + CaptureLevel.allCases.map(\.rawValue) + ConversationHint.Source.allCases.map(\.rawValue)
            + WireFormat.allCases.map(\.rawValue) + Operation.allCases.map(\.rawValue)
        for word in words {
            #expect(
                word.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
                },
                "\(word)"
            )
        }
    }

    @Test func `the places in tables are the places in the lists`() {
        #expect(Route.allCases.map(\.index) == Array(Route.allCases.indices))
        #expect(Operation.allCases.map(\.index) == Array(Operation.allCases.indices))
    }
}
