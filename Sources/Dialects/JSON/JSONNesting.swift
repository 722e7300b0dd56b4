/// The containers that are open around a place in a JSON text, at most 128.
struct JSONNesting {
    /// The most containers within one another.
    static let limit = 128

    private var kinds: UInt128 = 0
    private(set) var depth = 0

    @inline(__always)
    var isEmpty: Bool { depth == 0 }

    /// True when the innermost container is an object.
    @inline(__always)
    var isObject: Bool { kinds & 1 == 1 }

    /// Opens a container; false when it would be one too many.
    @inline(__always)
    mutating func open(isObject: Bool) -> Bool {
        guard depth < Self.limit else { return false }
        kinds = kinds << 1 | (isObject ? 1 : 0)
        depth += 1
        return true
    }

    /// Closes the innermost container.
    @inline(__always)
    mutating func close() {
        kinds >>= 1
        depth -= 1
    }
}
