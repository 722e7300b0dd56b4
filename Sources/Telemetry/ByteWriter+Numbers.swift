import Exchange

extension ByteWriter {
    /// Appends a whole number in decimal.
    mutating func integer(_ value: Int64) {
        if value < 0 { byte(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var digits = 1
        var bound: UInt64 = 10
        while digits < 19, rest >= bound {
            bound &*= 10
            digits &+= 1
        }
        fill(19) { target in
            var place = digits
            while place > 0 {
                place &-= 1
                let tenth = rest / 10
                target[place] = UInt8(truncatingIfNeeded: 48 &+ rest &- tenth &* 10)
                rest = tenth
            }
            return digits
        }
    }

    /// Appends `value` with at least `width` digits, zeros before it.
    @inline(__always)
    mutating func padded(_ value: Int64, _ width: Int) {
        fill(width) { target in
            var rest = value
            for index in stride(from: width - 1, through: 0, by: -1) {
                target[index] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
                rest /= 10
            }
            return width
        }
    }

    /// Appends nanoseconds as milliseconds with one to three decimals: `1234.568`, `0.0`.
    mutating func milliseconds(_ nanoseconds: Int64) {
        let micros = (max(nanoseconds, 0) &+ 500) / 1_000
        integer(micros / 1_000)
        byte(UInt8(ascii: "."))
        let thousandths = micros % 1_000
        if thousandths % 100 == 0 {
            padded(thousandths / 100, 1)
        } else if thousandths % 10 == 0 {
            padded(thousandths / 10, 2)
        } else {
            padded(thousandths, 3)
        }
    }

    /// Appends an amount in dollars with nine decimals, exactly: `0.000241000`.
    mutating func dollars(_ cost: Cost) {
        integer(cost.nanoUSD / 1_000_000_000)
        byte(UInt8(ascii: "."))
        padded(cost.nanoUSD % 1_000_000_000, 9)
    }

    /// Appends the low `digits` hexadecimal digits in lower case.
    @inline(__always)
    mutating func hex(_ value: UInt64, digits: Int) {
        fill(digits) { target in
            var rest = value
            for index in stride(from: digits - 1, through: 0, by: -1) {
                let digit = UInt8(truncatingIfNeeded: rest & 15)
                target[index] = digit < 10 ? 48 + digit : 87 + digit
                rest >>= 4
            }
            return digits
        }
    }

    /// Appends a floating-point number, with a point or exponent: `5.0`, `5e-05`.
    mutating func number(_ value: Double) {
        if value.isFinite {
            raw(value.description)
        } else if value.isNaN {
            text("NaN")
        } else {
            text(value < 0 ? "-Inf" : "+Inf")
        }
    }

    /// Appends a civil time as RFC 3339 in UTC with six decimals.
    ///
    /// The days are turned into a date as in "chrono-Compatible Low-Level Date Algorithms"
    /// (howardhinnant.github.io/date_algorithms.html, civil_from_days).
    mutating func timestamp(_ wall: WallTime) {
        let micros = max(wall.microseconds, 0)
        let seconds = micros / 1_000_000
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        padded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4)
        byte(UInt8(ascii: "-"))
        padded(month, 2)
        byte(UInt8(ascii: "-"))
        padded(dayOfYear - (153 * shifted + 2) / 5 + 1, 2)
        byte(UInt8(ascii: "T"))
        padded(seconds / 3_600 % 24, 2)
        byte(UInt8(ascii: ":"))
        padded(seconds / 60 % 60, 2)
        byte(UInt8(ascii: ":"))
        padded(seconds % 60, 2)
        byte(UInt8(ascii: "."))
        padded(micros % 1_000_000, 6)
        byte(UInt8(ascii: "Z"))
    }
}
