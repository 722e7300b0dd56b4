import Config
import Proxy

extension Settings {
    /// The limits and budgets as the data plane takes them.
    var quotaRules: QuotaDesk.Rules {
        QuotaDesk.Rules(limits: quotas.compactMap(\.rule), budgets: budgets.compactMap(\.rule))
    }
}
