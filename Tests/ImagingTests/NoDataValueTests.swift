import Foundation
import Imaging
import Testing

@Suite struct NoDataValueTests {
  @Test(arguments: ["none", "0", "255", "65535", "#000000", "#fe01a0"])
  func textsAreReadAndWritten(_ text: String) throws {
    let value = try #require(NoDataValue(text))
    #expect(value.description == text)
    #expect(try JSONDecoder().decode(NoDataValue.self, from: JSONEncoder().encode(value)) == value)
  }

  @Test(arguments: ["", "-1", "65536", "1.5", "000000", "#12345", "black"])
  func otherTextsAreRefused(_ text: String) throws {
    #expect(NoDataValue(text) == nil)
    let json = try JSONEncoder().encode(text)
    let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode(NoDataValue.self, from: json) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(NoDataValue.requirement))
  }
}
