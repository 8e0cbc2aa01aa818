#if MPI
  import Basics
  import CMPI

  /// The processes that `mpirun` or a scheduler has started.
  ///
  /// - Source: MPI: A Message-Passing Interface Standard, version 3.1, chapter 5. An error of MPI ends all processes.
  package struct MPICommunicator: Communicator {
    package let rank: Int
    package let size: Int
    package let host: String

    /// Begins to talk to the other processes; once in a process.
    /// - Throws: ``ProcessesError/cannotStart(reason:)``.
    package init() throws {
      let code = tessera_mpi_start()
      guard code == 0 else {
        throw ProcessesError.cannotStart(
          reason: code < 0 ? "it does not allow threads" : "MPI's error code is \(code)")
      }
      rank = Int(tessera_mpi_rank())
      size = Int(tessera_mpi_size())
      host = String(unsafeUninitializedCapacity: Int(tessera_mpi_longest_host())) { buffer in
        guard let name = buffer.baseAddress else { return 0 }
        return name.withMemoryRebound(to: CChar.self, capacity: buffer.count) { Int(tessera_mpi_host($0)) }
      }
    }

    package func gather(_ own: UnsafeRawPointer, counts: [Int], into all: UnsafeMutableRawPointer) {
      let (counts, places) = Self.layout(counts)
      _ = tessera_mpi_gather(own, counts[rank], all, counts, places)
    }

    package func exchange(
      _ sent: UnsafeRawPointer, counts sentCounts: [Int], into received: UnsafeMutableRawPointer, counts: [Int]
    ) {
      let (from, to) = (Self.layout(sentCounts), Self.layout(counts))
      _ = tessera_mpi_exchange(sent, from.counts, from.places, received, to.counts, to.places)
    }

    /// Says that this process needs no others any more, and waits for them.
    package func end() { tessera_mpi_end() }

    /// Ends all processes.
    package func abort(status: Int32) { tessera_mpi_abort(status) }

    /// - Precondition: all counts together are below 2 GiB, which MPI 3 can count.
    private static func layout(_ counts: [Int]) -> (counts: [Int32], places: [Int32]) {
      var place = 0
      let places = counts.map { count in
        defer { place += count }
        return place
      }
      precondition(place <= Int(Int32.max), "\(place) bytes in one exchange between processes")
      return (counts.map { Int32($0) }, places.map { Int32($0) })
    }
  }
#endif
