/// A growing run of bytes that is written once and handed on: one line of the log, one exposition.
///
/// It owns its memory and gives it back when it ends; with a fitting capacity it allocates once.
struct ByteWriter: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    /// Makes an empty run with room for `capacity` bytes.
    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        memory = .allocate(capacity: self.capacity)
    }

    deinit {
        memory.deallocate()
    }

    /// The bytes written so far, for as long as `body` runs.
    borrowing func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        body(UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// The bytes written so far, copied.
    var bytes: [UInt8] { borrowing get { Array(UnsafeBufferPointer(start: memory, count: count)) } }

    /// Appends one byte.
    @inline(__always)
    mutating func byte(_ value: UInt8) {
        reserve(1)
        memory[count] = value
        count += 1
    }

    /// Appends text known when the program is built; it must be ASCII or UTF-8.
    @inline(__always)
    mutating func text(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        reserve(length)
        (memory + count).update(from: text.utf8Start, count: length)
        count += length
    }

    /// Appends bytes as they are.
    @inline(__always)
    mutating func raw(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (memory + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    /// Appends bytes as they are.
    @inline(__always)
    mutating func raw(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { raw($0) }
    }

    /// Appends the UTF-8 of `text` as it is.
    mutating func raw(_ text: String) {
        var text = text
        text.withUTF8 { raw($0) }
    }

    /// Lets `fill` write at most `most` bytes at the end; it returns how many it wrote.
    @inline(__always)
    mutating func fill(_ most: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int) {
        reserve(most)
        count += min(max(fill(memory + count), 0), most)
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        fresh.update(from: memory, count: count)
        memory.deallocate()
        memory = fresh
        capacity = larger
    }
}
