import Exchange
import FoundationEssentials
import GRDB
import Storage
import Testing

/// What is sealed beside credentials, with any byte of it changed.
@Suite struct FlippedTests {
    @Test func `every flipped byte of the root key keeps the store shut and as it was`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let ring = try Keyring([.random()])
        try ControlStore(path: path, keyring: ring, now: .noon).close()
        let raw = try DatabaseQueue(path: path)
        let good = try #require(try raw.read { try Data.fetchOne($0, sql: "SELECT sealed FROM root") })
        for index in good.indices {
            var bad = good
            bad[index] ^= 0x10
            try raw.write { try $0.execute(sql: "UPDATE root SET sealed = ?", arguments: [bad]) }
            #expect(throws: StorageError.self, "byte \(index)") {
                try ControlStore(path: path, keyring: ring, now: .noon).close()
            }
            let kept = try raw.read { try Data.fetchOne($0, sql: "SELECT sealed FROM root") }
            #expect(kept == bad, "nothing is made anew, byte \(index)")
        }
        try raw.write { try $0.execute(sql: "UPDATE root SET sealed = ?", arguments: [good]) }
        try ControlStore(path: path, keyring: ring, now: .noon).close()
    }

    @Test func `every flipped byte of a remembered answer makes it one whose end nobody knows`() throws {
        let bench = try Bench()
        let (key, request) = ([UInt8](repeating: 7, count: 32), [UInt8](repeating: 9, count: 32))
        let answer = Array(#"{"token":"wr_live_x"}"#.utf8)
        #expect(try bench.store.beginAnswer(key, of: request, at: .noon) == .fresh)
        try bench.store.endAnswer(key, answer)
        #expect(try bench.store.beginAnswer(key, of: request, at: .noon) == .done(answer))
        let raw = try DatabaseQueue(path: bench.data.control)
        let good = try #require(try raw.read { try Data.fetchOne($0, sql: "SELECT sealed FROM admin_answers") })
        for index in good.indices {
            var bad = good
            bad[index] ^= 1
            try raw.write { database in
                try database.execute(sql: "UPDATE admin_answers SET sealed = ?", arguments: [bad])
            }
            #expect(try bench.store.beginAnswer(key, of: request, at: .noon) == .begun, "byte \(index)")
        }
    }
}
