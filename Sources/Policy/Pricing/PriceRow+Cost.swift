package import Exchange

extension PriceRow {
    /// What the usage costs at these prices; nil where they price neither tokens nor requests.
    ///
    /// A count with no price of its own stays in `input` or `output`. Counts below 0 are 0; where parts are larger than
    /// their whole, the parts are priced and the rest is 0. Summed in whole pico-dollars, rounded once, half to even.
    package func cost(of usage: Usage) -> Cost? {
        guard self[.input] != nil || self[.output] != nil || self[.request] != nil else { return nil }
        let hour = count(usage.cacheWriteHour, at: .cacheWriteHour)
        let written = max(count(usage.cacheWrite, at: .cacheWrite) - hour, 0)
        // Cached sound is counted as cached and as sound; it is priced once.
        let cached = count(usage.cacheRead, at: .cacheRead)
        let sound = count(usage.audioInput, at: .audioInput)
        let both = min(max(Int128(usage.cachedAudio ?? 0), 0), max(cached, sound))
        let cachedSound = self[.cachedAudio] == nil ? 0 : both
        let cachedText = max(cached - cachedSound, 0)
        let freshSound = self[.cachedAudio] == nil && self[.cacheRead] == nil ? sound : max(sound - both, 0)
        let parts = hour + written + cachedText + cachedSound + freshSound
        let soundOut = count(usage.audioOutput, at: .audioOutput)

        var pico = max(count(usage.input, at: .input) - parts, 0) * price(.input)
        pico += hour * price(.cacheWriteHour) + written * price(.cacheWrite)
        pico += cachedText * price(.cacheRead) + cachedSound * price(.cachedAudio) + freshSound * price(.audioInput)
        pico += max(count(usage.output, at: .output) - soundOut, 0) * price(.output) + soundOut * price(.audioOutput)
        // These are prices of one, not of a million.
        pico += (price(.request) + count(usage.webSearches, at: .webSearch) * price(.webSearch)) * 1_000_000
        return Cost(picoUSD: pico)
    }

    /// A count that has a price of its own, else 0.
    private func count(_ count: Int64?, at unit: PricedUnit) -> Int128 {
        self[unit] == nil ? 0 : Int128(max(count ?? 0, 0))
    }

    private func price(_ unit: PricedUnit) -> Int128 { Int128(self[unit]?.microUSD ?? 0) }
}

extension Cost {
    /// An amount in pico-dollars, rounded to whole nano-dollars, half to even; stays at the largest that can be held.
    init(picoUSD: Int128) {
        let (whole, rest) = max(picoUSD, 0).quotientAndRemainder(dividingBy: 1_000)
        let isUp = rest > 500 || rest == 500 && whole % 2 == 1
        self.init(nanoUSD: Int64(clamping: whole + (isUp ? 1 : 0)))
    }
}
