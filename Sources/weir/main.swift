import NIOPosix
import NIOSSL
import NIOHTTP2
import NIOEmbedded
import NIOHTTP1
import Crypto
import GRDB
import Yams
import ArgumentParser
import Hummingbird
print("hi")
