extension JSONCursor {
    /// Steps over the value under the cursor, whatever it is, inside of `nesting`.
    mutating func value(inside nesting: JSONNesting) throws(ScanFailure) {
        var open = nesting
        repeat {
            if try begin(&open) { continue }
            try end(&open, outer: nesting.depth)
        } while open.depth > nesting.depth
    }

    /// Steps into a container with members, to its first value; false when the value is already behind the cursor.
    @inline(__always)
    private mutating func begin(_ open: inout JSONNesting) throws(ScanFailure) -> Bool {
        let byte = next
        guard byte == JSONByte.openBrace || byte == JSONByte.openBracket else {
            try scalar()
            return false
        }
        let isObject = byte == JSONByte.openBrace
        guard open.open(isObject: isObject) else { throw .tooDeep }
        at += 1
        skipBlanks()
        if next == (isObject ? JSONByte.closeBrace : JSONByte.closeBracket) {
            at += 1
            open.close()
            return false
        }
        if isObject { _ = try name() }
        return true
    }

    /// Steps over what stands behind a value: closing marks, or the comma before the next value.
    @inline(__always)
    private mutating func end(_ open: inout JSONNesting, outer: Int) throws(ScanFailure) {
        while open.depth > outer {
            skipBlanks()
            let byte = next
            if byte == JSONByte.comma {
                at += 1
                skipBlanks()
                if open.isObject { _ = try name() }
                return
            }
            guard byte == (open.isObject ? JSONByte.closeBrace : JSONByte.closeBracket) else {
                throw .notJSON(offset: at)
            }
            at += 1
            open.close()
        }
    }

    /// Steps through the object under the cursor and calls `member` with each name.
    ///
    /// `member` must step over the value.
    @inline(__always)
    mutating func object(
        inside nesting: JSONNesting,
        member: (inout JSONCursor, Text, JSONNesting) throws(ScanFailure) -> Void
    ) throws(ScanFailure) {
        var inner = nesting
        guard inner.open(isObject: true) else { throw .tooDeep }
        try expect(JSONByte.openBrace)
        guard next != JSONByte.closeBrace else {
            at += 1
            return
        }
        while true {
            let name = try name()
            try member(&self, name, inner)
            skipBlanks()
            if next == JSONByte.closeBrace { break }
            try expect(JSONByte.comma)
        }
        at += 1
    }

    /// Steps through the array under the cursor and counts its elements.
    mutating func count(inside nesting: JSONNesting) throws(ScanFailure) -> Int {
        var elements = 0
        try array(inside: nesting) { (cursor, inner) throws(ScanFailure) in
            try cursor.value(inside: inner)
            elements += 1
        }
        return elements
    }

    /// Steps through the array under the cursor and calls `element` at each element.
    ///
    /// `element` must step over the value.
    @inline(__always)
    mutating func array(
        inside nesting: JSONNesting,
        element: (inout JSONCursor, JSONNesting) throws(ScanFailure) -> Void
    ) throws(ScanFailure) {
        var inner = nesting
        guard inner.open(isObject: false) else { throw .tooDeep }
        try expect(JSONByte.openBracket)
        guard next != JSONByte.closeBracket else {
            at += 1
            return
        }
        while true {
            try element(&self, inner)
            skipBlanks()
            if next == JSONByte.closeBracket { break }
            try expect(JSONByte.comma)
        }
        at += 1
    }
}
