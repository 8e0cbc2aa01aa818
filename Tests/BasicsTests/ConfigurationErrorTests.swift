import Basics
import Testing

@Suite struct ConfigurationErrorTests {
  @Test(arguments: [
    ConfigurationError.unknownKey(path: "a.yaml", key: "network.trunc", known: ["trunk"]),
    .notYAML(path: "a.yaml", reason: "no trunk"), .wrongType(path: "a.yaml", key: "trunk", reason: "not a list"),
  ])
  func itNamesItsFileOnce(_ error: ConfigurationError) {
    #expect(error.path == "a.yaml")
    #expect(error.description == "a.yaml: \(error.reason)" && !error.reason.contains("a.yaml"))
    #expect(error.reason.contains("trunk"))
  }
}
