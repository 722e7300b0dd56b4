import Config
import Exchange
import Proxy

extension Settings {
    /// What is wrong with the certificates that providers and issuers are reached with, read as a start reads them.
    var transportFaults: [(path: String, reason: String)] {
        let ofProviders = providers.compactMap { provider in
            provider.transport.fault(ofProvider: provider.name).map { ("providers.\(provider.name)", $0.reason) }
        }
        let ofIssuers = issuers.compactMap { issuer -> (String, String)? in
            var transport = TargetTransport()
            transport.caFile = issuer.caFile
            return transport.fault(ofProvider: issuer.name).map { ("issuers.\(issuer.name)", $0.reason) }
        }
        return ofProviders + ofIssuers
    }
}
