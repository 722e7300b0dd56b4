/// Dates of this century within model names.
enum CompactDate {
    /// The name with every `-YYYYMMDD` that stands before `-`, `:` or the end as `-YYYY-MM-DD`; nil when there is none.
    static func spelledOut(in name: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var index = 0
        while index < name.count {
            result.append(name[index])
            index += 1
            guard name[index - 1] == UInt8(ascii: "-"), isDate(name[index...]) else { continue }
            result += name[index..<index + 4] + [UInt8(ascii: "-")] + name[index + 4..<index + 6]
            result += [UInt8(ascii: "-")] + name[index + 6..<index + 8]
            index += 8
        }
        return result.count == name.count ? nil : result
    }

    private static func isDate(_ rest: ArraySlice<UInt8>) -> Bool {
        let digits = rest.prefix(8).map { Int($0) - 0x30 }
        guard digits.count == 8, digits.allSatisfy((0...9).contains), digits[0] == 2, digits[1] == 0 else {
            return false
        }
        let (month, day) = (digits[4] * 10 + digits[5], digits[6] * 10 + digits[7])
        guard (1...12).contains(month), (1...31).contains(day) else { return false }
        let next = rest.dropFirst(8).first
        return next == nil || next == UInt8(ascii: "-") || next == UInt8(ascii: ":")
    }
}
