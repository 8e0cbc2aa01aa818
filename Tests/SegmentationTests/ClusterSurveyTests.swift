import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

struct ClusterSurveyTests {
  private static let model = SegmenterTests.model { $0.iic.overclusters = 9 }

  @Test(arguments: [0, 4]) func theClustersAreThoseOfTheMask(_ smoothingRadius: Int) throws {
    let segmenter = try Segmenter(Self.model, map: "overclustering", smoothingRadius: smoothingRadius, tileSide: 48)
    let image = SegmenterTests.noise(131, 97)
    let context = ComputeContext(threads: 2)
    let (labels, survey) = try segmenter.survey(MemoryRaster(image), context: context)
    #expect(try labels == segmenter.segment(image, context: context))
    #expect(survey.joint.count == 81 && survey.votes.count == 45)
    // Each pair is counted from both sides.
    for i in 0..<9 {
      for j in 0..<i { expectClose(survey.joint[9 * i + j], survey.joint[9 * j + i], relative: 1e-3) }
    }
    let merges = survey.merges
    #expect(merges.count == 7 && Set(merges.joined()).isSubset(of: Set(0..<9)))
  }

  @Test func imagesAddUp() throws {
    let segmenter = try Segmenter(Self.model, map: "overclustering", smoothingRadius: 0)
    let context = ComputeContext(threads: 1)
    let one = try segmenter.survey(MemoryRaster(SegmenterTests.noise(40, 40)), context: context).1
    var both = try segmenter.survey(MemoryRaster(SegmenterTests.noise(50, 40)), context: context).1
    let other = both
    both.add(one)
    for index in both.joint.indices { expectClose(both.joint[index], one.joint[index] + other.joint[index]) }
    for index in both.votes.indices { expectClose(both.votes[index], one.votes[index] + other.votes[index]) }
  }

  @Test func theFirstMapHasNoVotesAboutItself() throws {
    let segmenter = try Segmenter(Self.model, map: "main", smoothingRadius: 0)
    let survey = try segmenter.survey(MemoryRaster(SegmenterTests.noise(40, 40)), context: ComputeContext(threads: 1)).1
    #expect(survey.votes.isEmpty && survey.joint.count == 25)
  }

  @Test func theFinestMapGroupsNothing() {
    #expect(Self.model.finestMap?.name == "overclustering")
    #expect(SegmenterTests.model { $0.iic.overclusters = 0 }.finestMap?.name == "main")
  }
}
