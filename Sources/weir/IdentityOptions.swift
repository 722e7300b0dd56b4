import ArgumentParser
import Storage

/// What an issuer of tokens calls a user, as it is typed.
struct IdentityOptions: ParsableArguments {
    @Option(help: "The issuer in weir.yaml whose tokens stand for the user; none for no issuer.")
    var issuer: String?
    @Option(help: "The user's name in that issuer's tokens, by default their claim sub.")
    var subject: String?

    /// What was typed: nil for nothing, `.some(nil)` for no issuer any more.
    var identity: UserIdentity?? {
        get throws {
            switch (issuer, subject) {
            case (nil, nil): return nil
            case ("none", nil): return .some(nil)
            case (let issuer?, let subject?): return UserIdentity(issuer: issuer, subject: subject)
            default: throw ValidationError("--issuer and --subject belong together")
            }
        }
    }
}
