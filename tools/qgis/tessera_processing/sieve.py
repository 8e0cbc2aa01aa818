import pathlib

from qgis.core import QgsProcessingParameterFolderDestination

from .base import TesseraAlgorithm
from .names import with_names
from .regions import add_regions, region_options


class Sieve(TesseraAlgorithm):
    verb = "sieve"
    title = "Merge small regions of masks"
    stage = "merging small regions"
    help = (
        "Merges each region below the least size into the neighbour with the longest common border. The masks keep their "
        "values, names and colours.")

    def initAlgorithm(self, configuration=None):
        self.add_images("masks", several=False)
        add_regions(self)
        self.add_flag("LOAD", "Load the masks", True)
        self.add_more()
        self.addParameter(QgsProcessingParameterFolderDestination("OUTPUT", "Masks without small regions"))

    def processAlgorithm(self, parameters, context, feedback):
        output = pathlib.Path(self.parameterAsString(parameters, "OUTPUT", context))
        lines = self.tessera([with_names(self.one_image(parameters, context))], {
            "--output": output, **region_options(self, parameters, context),
        }, parameters, context, feedback)
        if lines is None:
            return {}
        if self.parameterAsBool(parameters, "LOAD", context):
            self.load_masks(output)
        return {"OUTPUT": str(output)}
