package import Exchange

/// Knows the callers a test names, by their whole keys.
package struct FakeKeys: KeyDirectory {
    private let callers: [[UInt8]: Caller]

    /// Makes a directory of these keys.
    package init(_ callers: [String: Caller]) {
        self.callers = Dictionary(uniqueKeysWithValues: callers.map { (Array($0.key.utf8), $0.value) })
    }

    /// Finds the caller; a key nobody has is unknown, one whose time is over is expired.
    package func caller(for key: UnsafeRawBufferPointer, at wall: WallTime) -> KeyAnswer {
        guard let caller = callers[Array(key)] else { return .refused(.unknown) }
        if let expires = caller.expires, expires < wall { return .refused(.expired) }
        return .caller(caller)
    }
}
