package import Exchange

/// Tells before a request is sent how many tokens it may take, and learns from what it took.
///
/// Prompt tokens are a quarter of the bytes of text, and a constant for each image, times what the model's answers have
/// shown so far. A value of its own for each event loop, or one behind a lock.
package struct UsageForecast: Sendable {
    /// What is known of a request before it is sent.
    package struct Ask: Sendable, Hashable {
        /// The model, by a name of the configuration; what a caller made up is not learnt from.
        package var model: String
        /// The bytes of text in the request, in UTF-8; what encodes images and files is left out.
        package var textBytes: Int
        /// How many images it holds.
        package var images: Int
        /// The most tokens the caller wants for one answer; what is not above 0 is as good as nothing.
        package var maxTokens: Int64?
        /// The most tokens the model generates for one answer, where that is known.
        package var modelMax: Int64?
        /// How many answers the caller wants.
        package var choices: Int
        /// False where nothing is generated, as for embeddings.
        package var generates: Bool

        /// Makes an ask.
        package init(
            model: String,
            textBytes: Int,
            images: Int = 0,
            maxTokens: Int64? = nil,
            modelMax: Int64? = nil,
            choices: Int = 1,
            generates: Bool = true
        ) {
            self.model = model
            self.textBytes = textBytes
            self.images = images
            self.maxTokens = maxTokens
            self.modelMax = modelMax
            self.choices = choices
            self.generates = generates
        }
    }

    /// What a request may take.
    package struct Forecast: Sendable, Hashable {
        /// The prompt tokens as they were counted, before they are multiplied; `learn` wants them back.
        package let counted: Int64
        /// The prompt tokens that are to be expected.
        package let input: Int64
        /// The generated tokens, at most; 4,096 for each answer where the caller names no bound.
        package let output: Int64
        /// The prompt tokens at the very most: one for each byte.
        package let worstInput: Int64
        /// The generated tokens at the very most: as many as the model can where the caller names no bound.
        package let worstOutput: Int64

        /// What is to be expected, for a price.
        package var usage: Usage { Usage(input: input, output: output) }

        /// The very most, for a price: all of the prompt is written to the provider's cache at its dearest.
        package var worstUsage: Usage {
            var usage = Usage(input: worstInput, output: worstOutput)
            usage.cacheWrite = worstInput
            usage.cacheWriteHour = worstInput
            return usage
        }
    }

    /// What an image counts, in tokens.
    package static let imageTokens: Int64 = 1_000
    /// The generated tokens that are expected of one answer at most where nobody names a bound.
    package static let defaultOutput: Int64 = 4_096
    /// The most a model of which nothing is known may generate for one answer.
    package static let worstOutput: Int64 = 131_072
    /// What an image may count at the very most.
    private static let worstImageTokens: Int64 = 16_000
    /// The most models that are learnt.
    private static let capacity = 1_024
    /// Factors are kept in millionths, from a tenth to ten.
    private static let one: Int64 = 1_000_000
    private static let bounds = one / 10...one * 10
    /// One answer moves the average by an eighth of the difference.
    private static let inertia: Int64 = 8
    /// No count is above this, so that sums and products of counts fit.
    private static let most: Int64 = 1 << 40

    private var factors: [String: Int64] = [:]

    /// Makes a forecast that has learnt nothing.
    package init() {}

    /// Tells what a request may take.
    package func forecast(_ ask: Ask) -> Forecast {
        let bytes = min(Int64(clamping: max(ask.textBytes, 0)), Self.most)
        let images = min(Int64(clamping: max(ask.images, 0)), 1 << 20)
        let counted = (bytes + 3) / 4 + images * Self.imageTokens
        let choices = ask.generates ? min(Int64(clamping: max(ask.choices, 1)), 1 << 20) : 0
        let wanted = ask.maxTokens.flatMap { $0 > 0 ? min($0, Self.most) : nil }
        let most = ask.modelMax.flatMap { $0 > 0 ? min($0, Self.most) : nil }
        let factor = factors[ask.model] ?? Self.one
        let input = Int64(clamping: (Int128(counted) * Int128(factor) + Int128(Self.one) - 1) / Int128(Self.one))
        let output = min(wanted ?? Self.defaultOutput, most ?? .max)
        let worst = min(wanted ?? most ?? Self.worstOutput, most ?? .max)
        return Forecast(
            counted: counted,
            input: input,
            output: output * choices,
            worstInput: max(input, bytes + images * Self.worstImageTokens),
            worstOutput: worst * choices
        )
    }

    /// Learns what a request took in prompt tokens, of which `counted` had been counted.
    ///
    /// What was not reported by the provider must not be handed in. Beyond 1,024 models nothing new is learnt.
    package mutating func learn(_ model: String, counted: Int64, actual: Int64) {
        guard counted > 0, actual > 0 else { return }
        let ratio = Int128(actual) * Int128(Self.one) / Int128(counted)
        let seen = min(max(Int64(clamping: ratio), Self.bounds.lowerBound), Self.bounds.upperBound)
        guard let factor = factors[model] else {
            if factors.count < Self.capacity { factors[model] = seen }
            return
        }
        factors[model] = factor + (seen - factor) / Self.inertia
    }

    /// By how much the count of a model's prompt tokens is multiplied; 1 where nothing was learnt.
    package func factor(of model: String) -> Double { Double(factors[model] ?? Self.one) / Double(Self.one) }

    /// The models of which something was learnt, and by how much their counts are multiplied.
    package var learnt: [(model: String, factor: Double)] {
        factors.map { ($0.key, Double($0.value) / Double(Self.one)) }.sorted { $0.model < $1.model }
    }
}
