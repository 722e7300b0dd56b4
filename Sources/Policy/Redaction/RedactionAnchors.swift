/// Pairs of bytes at which something may have to be taken out: one look-up for each byte of the text.
///
/// Each kind is anchored at a pair that every find of it has and that is rare otherwise.
struct RedactionAnchors: Sendable {
    /// What a pair may be a part of.
    enum Anchor: UInt8, CaseIterable {
        case none, at, escapedAt, percentAt, wideAt, digits, sign, bearer, jwt, pem, iban
    }

    private let table: [UInt8]
    /// True when the numbers of cards are looked for.
    let hasCards: Bool

    /// Anchors the kinds.
    init(_ kinds: [RedactionKind]) {
        var table = [UInt8](repeating: 0, count: 65_536)
        for kind in kinds { Self.mark(kind, &table) }
        self.table = table
        hasCards = kinds.contains(.card)
    }

    /// Lends the table; the index is the first byte and 256 times the second.
    func withTable<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R? {
        table.withUnsafeBufferPointer { $0.baseAddress.map(body) }
    }

    private static func mark(_ kind: RedactionKind, _ table: inout [UInt8]) {
        func set(_ first: UInt8, _ second: UInt8, _ anchor: Anchor) {
            table[Int(second) << 8 | Int(first)] = anchor.rawValue
        }
        switch kind {
        case .apiKey:
            for sign in KeySign.all { set(sign.prefix[sign.anchor], sign.prefix[sign.anchor + 1], .sign) }
        case .token:
            for first in "bB".utf8 { for second in "eE".utf8 { set(first, second, .bearer) } }
            set(UInt8(ascii: "y"), UInt8(ascii: "J"), .jwt)
        case .privateKey: set(UInt8(ascii: "-"), UInt8(ascii: "B"), .pem)
        case .email:
            for second in UInt8.min ... .max { set(UInt8(ascii: "@"), second, .at) }
            set(UInt8(ascii: "\\"), UInt8(ascii: "u"), .escapedAt)
            set(UInt8(ascii: "%"), UInt8(ascii: "4"), .percentAt)
            // The second half of the full-width sign, EF BC A0.
            set(0xBC, 0xA0, .wideAt)
        case .card:
            for first in "0123456789".utf8 { for second in "0123456789".utf8 { set(first, second, .digits) } }
        case .iban:
            for first in UInt8(ascii: "A")...UInt8(ascii: "Z") {
                for second in "0123456789".utf8 { set(first, second, .iban) }
            }
        }
    }
}

/// The word a key begins with, and how much must follow it.
struct KeySign: Sendable {
    /// The word.
    let prefix: [UInt8]
    /// Where in the word the rare pair stands by which it is looked for.
    let anchor: Int
    /// How many characters of a key must follow.
    let least: Int

    private init(_ prefix: String, anchor: Int, least: Int) {
        self.prefix = Array(prefix.utf8)
        self.anchor = anchor
        self.least = least
    }

    /// The words of providers, code hosts, clouds, chats and weir itself.
    static let all = [
        KeySign("sk-", anchor: 1, least: 16), KeySign("sk_live_", anchor: 1, least: 16),
        KeySign("sk_test_", anchor: 1, least: 16), KeySign("rk_live_", anchor: 1, least: 16),
        KeySign("AIza", anchor: 1, least: 20), KeySign("AKIA", anchor: 1, least: 16),
        KeySign("ASIA", anchor: 1, least: 16), KeySign("ghp_", anchor: 2, least: 20),
        KeySign("gho_", anchor: 2, least: 20), KeySign("ghu_", anchor: 2, least: 20),
        KeySign("ghs_", anchor: 2, least: 20), KeySign("ghr_", anchor: 2, least: 20),
        KeySign("github_pat_", anchor: 5, least: 20), KeySign("glpat-", anchor: 4, least: 16),
        KeySign("xoxb-", anchor: 0, least: 10), KeySign("xoxp-", anchor: 0, least: 10),
        KeySign("xoxa-", anchor: 0, least: 10), KeySign("xoxs-", anchor: 0, least: 10),
        KeySign("xapp-", anchor: 3, least: 10), KeySign("wr_live_", anchor: 1, least: 16),
        KeySign("wr_test_", anchor: 1, least: 16), KeySign("wr_adm_", anchor: 1, least: 16),
        KeySign("gsk_", anchor: 2, least: 16), KeySign("xai-", anchor: 2, least: 16),
        KeySign("hf_", anchor: 1, least: 20), KeySign("pplx-", anchor: 3, least: 16),
        KeySign("npm_", anchor: 2, least: 20),
    ]
}
