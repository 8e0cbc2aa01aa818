import Basics
import Testing

@Suite struct NumberTextTests {
  @Test func decimalsHaveAFixedNumberOfDigits() {
    #expect(NumberText.decimal(0.125, 1) == "0.1")
    #expect(NumberText.decimal(12, 3) == "12.000")
  }

  @Test func countsTakeTheirPlural() {
    #expect(NumberText.count(1, "image") == "1 image")
    #expect(NumberText.count(0, "image") == "0 images")
    #expect(NumberText.count(2, "class", "classes") == "2 classes")
  }

  @Test(arguments: [(39.6, "40 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")])
  func durationsHaveUnitsThatFit(_ seconds: Double, text: String) {
    #expect(NumberText.duration(seconds: seconds) == text)
  }

  @Test func smallMeasurementsKeepTheirDigits() {
    #expect(NumberText.measurement(0.5) == "0.500000")
    #expect(NumberText.measurement(0) == "0.000000")
    #expect(Double(NumberText.measurement(1.25e-7)) == 1.25e-7)
  }

  @Test func shortestTextsReadAsTheSameNumber() {
    let texts: [(Double, String)] = [
      (0.1, "0.1"), (370000, "370000"), (-2.5, "-2.5"), (0, "0"), (-0.0, "0"), (1e-7, "1e-07"), (1e22, "1e+22"),
    ]
    for (value, text) in texts {
      #expect(NumberText.shortest(value) == text)
      #expect(Double(NumberText.shortest(value)) == value)
    }
  }
}
