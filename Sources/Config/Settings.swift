package import Exchange
package import Policy

/// Everything an operator can set, validated whole; the values left out are the documented defaults.
package struct Settings: Sendable, Equatable {
    /// Where the databases and the generated key live; relative to the working directory.
    package var dataDirectory = "./weir-data"
    /// The two listeners.
    package var listeners = ListenersSettings()
    /// Where the key encryption key comes from.
    package var kek = KEKSource.automatic
    /// The providers, ordered by name.
    package var providers: [ProviderSettings] = []
    /// The built-in provider for first steps.
    package var demo = DemoSettings()
    /// Other names for models, ordered by name.
    package var aliases: [ModelAlias] = []
    /// Model names that lead to several targets, ordered by name.
    package var routes: [ModelRoute] = []
    /// What models cost in place of the price table, ordered by name.
    package var prices: [ConfiguredPrice] = []
    /// The provider of requests that name no model, or nil.
    package var defaultProvider: String?
    /// What the history keeps.
    package var history = HistorySettings()
    /// The log of exchanges.
    package var log = LogSettings()
    /// When and how often a request is tried again.
    package var retry = RetrySettings()
    /// When a target is left alone for a while.
    package var breaker = BreakerSettings()
    /// How much callers may take, ordered by name.
    package var quotas: [QuotaSettings] = []
    /// How much money callers may spend, ordered by name.
    package var budgets: [BudgetSettings] = []
    /// Whose tokens are believed, ordered by name.
    package var issuers: [IssuerSettings] = []
    /// The bounds of the data plane, `captureBytes` included.
    package var limits = Limits()
    /// How long exchanges in flight may take to end at a shutdown.
    package var drainTime: Duration = .seconds(30)
    /// How many event loops serve the data plane; 0 for one per core.
    package var eventLoops = 0

    /// The paths of the entries that stand in no file but were made while weir ran, such as `routes.chat`.
    ///
    /// They are as good as the file's and are part of the revision by what they say, not by where they stand.
    package var managed: Set<String> = []

    /// The defaults: no provider but the demo.
    package init() {}

    /// The provider of that name, or nil.
    package func provider(named name: String) -> ProviderSettings? {
        providers.first { $0.name == name }
    }
}
