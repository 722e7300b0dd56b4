import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A civil time as headers write it, to the second, in UTC.
struct HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private let fields: tm

    /// Takes the civil time of `time` apart.
    init(_ time: WallTime) {
        var seconds = time_t(time.seconds)
        var fields = tm()
        gmtime_r(&seconds, &fields)
        self.fields = fields
    }

    /// The form of `date` and `retry-after`: `Tue, 15 Nov 1994 08:12:31 GMT`.
    var imf: String {
        let day = Self.days[Int(fields.tm_wday)]
        let month = Self.months[Int(fields.tm_mon)]
        return "\(day), \(two(fields.tm_mday)) \(month) \(fields.tm_year + 1_900) \(clock) GMT"
    }

    /// The form of RFC 3339: `1994-11-15T08:12:31Z`.
    var rfc3339: String {
        "\(fields.tm_year + 1_900)-\(two(fields.tm_mon + 1))-\(two(fields.tm_mday))T\(clock)Z"
    }

    private var clock: String { "\(two(fields.tm_hour)):\(two(fields.tm_min)):\(two(fields.tm_sec))" }

    private func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
