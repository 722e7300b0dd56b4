import Config
import Exchange
import Testing

@Suite struct FileWatchTests {
    private func stamp(_ number: UInt64) -> FileStamp {
        FileStamp(inode: number, bytes: 10, modified: 1, changed: 1)
    }

    private func at(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }

    @Test func `a file is read once its stamp has changed and rests`() {
        var watch = FileWatch(stamp(1))
        #expect(watch.look(stamp(1), at: at(0)) == .wait)
        #expect(watch.look(stamp(2), at: at(1_000)) == .lookAgain)
        #expect(watch.look(stamp(3), at: at(1_250)) == .lookAgain)
        #expect(watch.look(stamp(3), at: at(1_500)) == .read)
        #expect(watch.look(stamp(3), at: at(2_500)) == .wait)
    }

    @Test func `a file that goes, comes back or was never there is looked at in the same way`() {
        var watch = FileWatch(nil)
        #expect(watch.look(nil, at: at(0)) == .wait)
        #expect(watch.look(stamp(1), at: at(1)) == .lookAgain)
        #expect(watch.look(stamp(1), at: at(2)) == .read)
        #expect(watch.look(nil, at: at(3)) == .lookAgain)
        #expect(watch.look(nil, at: at(4)) == .read)
        #expect(watch.look(nil, at: at(5)) == .wait)
    }

    @Test func `one that is as it was again is not read`() {
        var watch = FileWatch(stamp(1))
        #expect(watch.look(nil, at: at(0)) == .lookAgain)
        #expect(watch.look(stamp(1), at: at(250)) == .wait)
    }

    @Test func `one that never rests is read after five seconds`() {
        var watch = FileWatch(stamp(0))
        for number in 1..<20 { #expect(watch.look(stamp(UInt64(number)), at: at(Int64(number) * 250)) == .lookAgain) }
        #expect(watch.look(stamp(99), at: at(5_250)) == .read)
    }
}
