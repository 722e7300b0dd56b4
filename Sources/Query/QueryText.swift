/// The text of a query while it is read: its Unicode scalars and the place reached.
struct QueryText {
    let scalars: [Unicode.Scalar]
    private(set) var place = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// The scalar at the place, or nil at the end.
    var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    /// True at the end or before white space.
    var isAtGap: Bool { next.map(Self.isSpace) ?? true }

    /// The text between two places.
    subscript(range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range]))
    }

    /// Goes on by one.
    mutating func advance() { place = min(place + 1, scalars.count) }

    /// Goes to a place already known.
    mutating func move(to place: Int) { self.place = min(max(place, 0), scalars.count) }

    /// Steps over the scalar when it is the next one; tells whether it was.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        advance()
        return true
    }

    /// Steps over white space.
    mutating func skipSpace() { skip(Self.isSpace) }

    /// Steps over scalars of a kind; returns where they stand.
    @discardableResult
    mutating func skip(_ isPart: (Unicode.Scalar) -> Bool) -> Range<Int> {
        let start = place
        while let next, isPart(next) { advance() }
        return start..<place
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    /// What names of fields and tags are made of.
    static func isName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
        default: false
        }
    }
}
