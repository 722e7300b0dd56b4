import Exchange
import Policy
import Testing

@Suite struct ForecastTests {
    @Test(
        arguments: [
            (0, 0, nil, nil, 0, 4_096), (1, 0, nil, nil, 1, 4_096), (4, 0, 100, nil, 1, 100), (5, 0, 100, 50, 2, 50),
            (4_000, 2, nil, 1_000, 3_000, 1_000), (8, 0, 0, nil, 2, 4_096), (8, 0, -7, 32_000, 2, 4_096),
            (-5, -1, 10, 0, 0, 10),
        ] as [(Int, Int, Int64?, Int64?, Int64, Int64)]
    )
    func `a quarter of the bytes, and what may be generated`(
        bytes: Int,
        images: Int,
        maxTokens: Int64?,
        modelMax: Int64?,
        input: Int64,
        output: Int64
    ) {
        let told = UsageForecast().forecast(
            UsageForecast.Ask(model: "m", textBytes: bytes, images: images, maxTokens: maxTokens, modelMax: modelMax)
        )
        #expect(told.input == input && told.output == output && told.usage.output == output)
    }

    @Test func `the most is a token a byte and all the model can`() {
        var ask = UsageForecast.Ask(model: "m", textBytes: 1_000, modelMax: 64_000, choices: 3)
        #expect(UsageForecast().forecast(ask).worstInput == 1_000)
        #expect(UsageForecast().forecast(ask).worstOutput == 192_000)
        #expect(UsageForecast().forecast(ask).output == 12_288)
        ask.maxTokens = 10
        #expect(UsageForecast().forecast(ask).worstOutput == 30)
        ask.generates = false
        #expect(UsageForecast().forecast(ask).output == 0 && UsageForecast().forecast(ask).worstOutput == 0)
    }

    @Test func `what came moves the next count, model by model`() {
        var forecast = UsageForecast()
        let ask = UsageForecast.Ask(model: "m", textBytes: 4_000)
        forecast.learn("m", counted: 1_000, actual: 2_000)
        #expect(forecast.forecast(ask).input == 2_000 && forecast.factor(of: "m") == 2)
        for _ in 0..<200 { forecast.learn("m", counted: 1_000, actual: 1_300) }
        #expect(abs(forecast.factor(of: "m") - 1.3) < 0.001)
        forecast.learn("m", counted: 0, actual: 5)
        forecast.learn("m", counted: 5, actual: 0)
        #expect(abs(forecast.factor(of: "m") - 1.3) < 0.001)
        #expect(forecast.factor(of: "other") == 1)
    }

    @Test func `no more than 1,024 models are learnt`() {
        var forecast = UsageForecast()
        for number in 0..<5_000 { forecast.learn("m\(number)", counted: 1, actual: 2) }
        #expect(forecast.learnt.count == 1_024)
        #expect(forecast.factor(of: "m4999") == 1 && forecast.factor(of: "m5") == 2)
    }
}
