import Foundation
import Imaging
import Testing

@Suite struct StretchSettingTests {
  @Test(arguments: ["auto", "none", "2,98", "0,100", "0.5,99.5"])
  func textsAreReadAndWritten(_ text: String) throws {
    let setting = try #require(StretchSetting(text))
    #expect(setting.description == text)
    #expect(try JSONDecoder().decode(StretchSetting.self, from: JSONEncoder().encode(setting)) == setting)
  }

  @Test(arguments: ["", "2", "98,2", "2,2", "-1,98", "2,101", "2,98,99", "a,b", "2,", "nan,98"])
  func otherTextsAreRefused(_ text: String) { #expect(StretchSetting(text) == nil) }
}
