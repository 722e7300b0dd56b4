/// What makes a run of digits the number of a payment card: issuer, length and check digit (ISO/IEC 7812).
struct CardNumber {
    /// The fewest and the most digits.
    static let length = 13...19

    /// Tells whether the digits, as ASCII, are a card's number.
    static func isOne(_ digits: some RandomAccessCollection<UInt8>) -> Bool {
        length.contains(digits.count) && isIssued(digits) && hasCheckDigit(digits)
    }

    /// Luhn's check: every second digit from the right doubled, its digits summed.
    private static func hasCheckDigit(_ digits: some RandomAccessCollection<UInt8>) -> Bool {
        var sum = 0
        var isDoubled = false
        for digit in digits.reversed() {
            let value = Int(digit &- 0x30)
            sum += isDoubled ? (value > 4 ? 2 * value - 9 : 2 * value) : value
            isDoubled.toggle()
        }
        return sum % 10 == 0
    }

    /// Tells whether an issuer gives out numbers of this length that begin so.
    private static func isIssued(_ digits: some RandomAccessCollection<UInt8>) -> Bool {
        let four = digits.prefix(4).reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        let count = digits.count
        switch four {
        case 4_000...4_999: return count == 13 || count == 16 || count == 19
        case 3_400...3_499, 3_700...3_799: return count == 15
        case 2_200...2_204, 2_221...2_720, 5_100...5_599: return count == 16
        case 3_000...3_059, 3_600...3_699, 3_800...3_999: return count >= 14
        case 3_528...3_589, 6_011, 6_440...6_599, 6_200...6_299: return count >= 16
        case 5_000...5_099, 5_600...5_899, 6_300...6_399, 6_700...6_799: return true
        default: return false
        }
    }
}
