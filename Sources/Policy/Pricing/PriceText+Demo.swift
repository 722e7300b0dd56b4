extension PriceText {
    /// The built-in provider, which costs nothing.
    static let demo: StaticString = """
        provider demo
          kinds demo
        model demo input 0 output 0
          names demo*
        """
}
