import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// Thousands of damaged text files: each is read, or refused by a typed error that names it.
@Suite struct MutatedTextsTests {
  private static func texts(of text: String, seed: UInt64) -> [String] {
    var mutation = ByteMutation(seed: seed)
    return (0..<3000).map { _ in String(decoding: mutation.mutated(Array(text.utf8)), as: UTF8.self) }
  }

  @Test func classFiles() throws {
    let yaml = """
      classes: &classes
        - name: water
          colours: ["#0000ff", "#000080"]
          values: [3, 4]
        - {name: 'land', colours: ["#00ff00"]}
      ignore:
        values: [0]
      """
    _ = try ClassTable(yaml: yaml, path: "c.yaml")
    var (read, refused) = (0, 0)
    for text in Self.texts(of: yaml, seed: 3) {
      do {
        let table = try ClassTable(yaml: text, path: "c.yaml")
        #expect((1...254).contains(table.classes.count))
        read += 1
      } catch let error as ConfigurationError {
        #expect(error.description.contains("c.yaml"))
        refused += 1
      } catch let error as ClassTableError {
        #expect(error.description.contains("c.yaml"))
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0)
  }

  @Test func configurations() throws {
    let yaml = "network: {classes: 3, overclusters: 24}\nloss: {radius: 2}\nseed: 7\n"
    var (read, refused) = (0, 0)
    for text in Self.texts(of: yaml, seed: 4).prefix(500) {
      do {
        _ = try TrainingConfiguration.decode(text, over: TrainingConfiguration(), path: "c.yaml")
        read += 1
      } catch let error as ConfigurationError {
        #expect(error.description.contains("c.yaml"))
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0)
  }

  @Test func maskStyles() throws {
    let style = MaskStyle(Naming(clusters: 4))
    var (read, foreign, refused) = (0, 0, 0)
    for text in Self.texts(of: style.csv, seed: 6) {
      do {
        if try MaskStyle(csv: text, path: "classes.csv") == nil { foreign += 1 } else { read += 1 }
      } catch let error as NamingError {
        #expect(error.description.hasPrefix("classes.csv: "))
        refused += 1
      }
    }
    #expect(read > 0 && foreign > 0 && refused > 0)
  }

  @Test func metrics() throws {
    var log = MetricsLog()
    for step in 1...4 { log.append(MetricsLogTests.record(step)) }
    var (read, refused) = (0, 0)
    for text in Self.texts(of: log.csv, seed: 5) {
      do {
        _ = try MetricsLog(csv: text, path: "m.csv", upTo: .max)
        read += 1
      } catch let error as MetricsError {
        #expect(error.description.hasPrefix("m.csv: line "))
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0)
  }
}
