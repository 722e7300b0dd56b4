/// The region a host of Amazon Bedrock stands in.
package enum AWSRegion {
    /// The label behind the one that names the service: `us-east-1` of `bedrock-runtime.us-east-1.amazonaws.com`.
    ///
    /// Takes FIPS, dual-stack, China and VPC endpoints too; nil for hosts that name no region, such as a proxy's.
    package static func of(host: String) -> String? {
        let labels = host.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, let service = labels.firstIndex(where: { $0.hasPrefix("bedrock") }),
            service + 2 < labels.count, isRegion(labels[service + 1])
        else { return nil }
        return String(labels[service + 1])
    }

    /// True for words such as `us-east-1` and `us-gov-west-1`: parts of letters, then a number.
    package static func isRegion(_ word: some StringProtocol) -> Bool {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, word.utf8.count <= 32, let number = parts.last, !number.isEmpty else { return false }
        return number.utf8.allSatisfy(JSONByte.isDigit)
            && parts.dropLast().allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
            }
    }
}
