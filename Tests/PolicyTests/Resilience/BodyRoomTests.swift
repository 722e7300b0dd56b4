import Policy
import Testing

@Suite struct BodyRoomTests {
    @Test func `without a limit everything fits`() {
        var room = BodyRoom()
        let first = room.take(.max / 4)
        room.look(used: 5_000, limit: 0)
        let second = room.take(.max / 4)
        #expect([first, second] == [true, true])
    }

    @Test func `what is announced counts before it has come`() {
        var room = BodyRoom()
        room.look(used: 60, limit: 100)
        let fits = [15, 6, 5, 1].map { room.take($0) }
        #expect(fits == [true, false, true, false])
    }

    @Test func `what came counts until the next look sees it`() {
        var room = BodyRoom()
        room.look(used: 0, limit: 100)
        var fits = [room.take(80)]
        room.settle(80, isWhole: true)
        fits.append(room.take(1))
        room.look(used: 79, limit: 100)
        fits += [room.take(1), room.take(1)]
        #expect(fits == [true, false, true, false])
    }

    @Test func `what does not come makes room at once`() {
        var room = BodyRoom()
        room.look(used: 0, limit: 100)
        var fits = [room.take(80)]
        room.settle(80, isWhole: false)
        fits.append(room.take(80))
        #expect(fits == [true, true])
    }

    @Test func `above the watermark nothing fits`() {
        var room = BodyRoom()
        room.look(used: 500, limit: 100)
        var fits = [room.take(1)]
        room.look(used: -5, limit: 100)
        fits += [room.take(80), room.take(1)]
        #expect(fits == [false, true, false])
    }

    @Test func `over random walks the bodies held never pass the bound`() {
        var chance = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var room = BodyRoom()
            var (coming, whole): ([Int64], Int64) = ([], 0)
            room.look(used: 0, limit: 1_000)
            for _ in 0..<200 {
                switch Int.random(in: 0..<4, using: &chance) {
                case 0:
                    let bytes = Int64.random(in: 1...300, using: &chance)
                    if room.take(bytes) { coming.append(bytes) }
                case 1:
                    guard let bytes = coming.popLast() else { continue }
                    room.settle(bytes, isWhole: true)
                    whole += bytes
                case 2:
                    guard let bytes = coming.popLast() else { continue }
                    room.settle(bytes, isWhole: false)
                default:
                    room.look(used: whole, limit: 1_000)
                }
                #expect(whole + coming.reduce(0, +) <= 800)
            }
        }
    }
}
