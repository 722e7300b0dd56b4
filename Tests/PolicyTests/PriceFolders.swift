import Foundation

/// The folders of the price list and of recorded answers, which lie outside of the repository; tests skip without.
enum PriceFolders {
    static let prices = folder(variable: "WEIR_PRICES", name: "prices")
    static let fixtures = folder(variable: "WEIR_FIXTURES", name: "fixtures")

    static var hasPrices: Bool { prices != nil }
    static var hasFixtures: Bool { fixtures != nil }

    private static func folder(variable: String, name: String) -> URL? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = ProcessInfo.processInfo.environment[variable] ?? root.path + "/../shared/" + name
        return FileManager.default.fileExists(atPath: path) ? URL(fileURLWithPath: path) : nil
    }
}
