import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct ImageGroupsTests {
  static func image(_ path: String, _ cluster: Int, _ probability: Float = 0.5) -> GroupedImage {
    GroupedImage(
      ImageFolder.Item(url: URL(filePath: "images/\(path)"), relativePath: path), cluster: cluster,
      probability: probability)
  }

  @Test func theFirstOfTheMostProbableClustersIsTaken() {
    let item = ImageFolder.Item(url: URL(filePath: "a.png"), relativePath: "a.png")
    let image = GroupedImage(item, probabilities: [0.1, 0.4, 0.1, 0.4])
    #expect(image.cluster == 1 && image.probability == 0.4)
  }

  @Test func theTableHasALineForEachImageByPath() {
    let groups = ImageGroups(
      [Self.image("b/ü 1.png", 1, 0.25), Self.image("a,\"x\".png", 0, 1), Self.image("b/ü.jpg", 1)], clusters: 3)
    #expect(
      groups.csv == """
        path,cluster,probability
        "a,""x"".png",0,1.0000
        b/ü 1.png,1,0.2500
        b/ü.jpg,1,0.5000

        """)
    #expect(
      groups.table == """
        cluster  images   share  mean probability
              0       1  33.3 %             1.000
              1       2  66.7 %             0.375
              2       0   0.0 %                 -

        """)
  }

  @Test func imagesOfOnePathBelowSeveralFoldersKeepTheirFolders() {
    let images = ["x", "y"].map { folder in
      GroupedImage(
        ImageFolder.Item(url: URL(filePath: "\(folder)/1.png"), relativePath: "1.png"), cluster: 0, probability: 1)
    }
    #expect(ImageGroups(images, clusters: 1).paths == ["x/1.png", "y/1.png"])
  }

  @Test func membersComeByProbabilityThenPath() {
    let groups = ImageGroups(
      [Self.image("c", 0, 0.5), Self.image("a", 0, 0.5), Self.image("b", 0, 0.9), Self.image("d", 1)], clusters: 2)
    #expect(groups.members(of: 0).map(\.item.relativePath) == ["b", "a", "c"])
  }

  @Test func namesHaveAsManyDigitsAsTheLast() {
    #expect(ImageGroups([], clusters: 10).name(of: 3) == "cluster-03")
    #expect(ImageGroups([], clusters: 1001).name(of: 3) == "cluster-0003")
  }

  @Test func whatLooksWrongIsTold() {
    let twenty = (0..<20).map { Self.image("\($0)", $0 % 2) }
    #expect(ImageGroups(twenty, clusters: 2).warning == nil)
    #expect(
      ImageGroups(twenty.map { Self.image($0.item.relativePath, 1) }, clusters: 2).warning?.contains("one cluster")
        == true)
    #expect(ImageGroups(twenty + twenty, clusters: 4).warning?.contains("2 clusters have no image") == true)
    // Few images need not fill all clusters.
    #expect(ImageGroups(twenty, clusters: 4).warning == nil)
  }
}
