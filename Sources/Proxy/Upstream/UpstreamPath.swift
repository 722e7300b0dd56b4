/// The path a provider is asked for.
package enum UpstreamPath {
    /// The base path with the rest behind it; what both say around a version stands there once.
    ///
    /// So `/v1` and `/v1/messages` make `/v1/messages`, and `/v1beta` and `/v1beta/models` make `/v1beta/models`.
    package static func joined(_ basePath: String, _ rest: String) -> String {
        let base = basePath.utf8
        for slash in base.indices where base[slash] == 0x2F {
            let shared = base[slash...]
            guard rest.utf8.starts(with: shared), holdsVersion(shared) else { continue }
            let behind = rest.utf8.dropFirst(shared.count)
            if behind.isEmpty || behind.first == 0x2F { return basePath + String(Substring(behind)) }
        }
        return basePath + rest
    }

    /// True where a segment is `v1`, `v1beta`, `v2` or one of their kin.
    private static func holdsVersion(_ path: Substring.UTF8View) -> Bool {
        zip(path, zip(path.dropFirst(), path.dropFirst(2))).contains { slash, next in
            slash == 0x2F && next.0 == UInt8(ascii: "v") && (0x30...0x39).contains(next.1)
        }
    }
}
