from qgis.core import QgsProcessingParameterEnum, QgsProcessingParameterFile, QgsProcessingParameterFileDestination

from .base import TesseraAlgorithm
from .names import with_names

UNITS = ["auto", "m2", "ha", "km2"]


class Areas(TesseraAlgorithm):
    verb = "areas"
    title = "Areas of classes"
    stage = "measuring"
    help = (
        "Measures how much of masks each class covers, as a CSV with a line for each mask and class.\n"
        "A sample of points whose true class is known (a CSV with the columns x, y and class) corrects the areas, and tells "
        "how sure they are; the log shows that estimate.")

    def initAlgorithm(self, configuration=None):
        self.add_images("masks", several=False)
        self.addParameter(QgsProcessingParameterEnum(
            "UNIT", "Unit", UNITS, defaultValue="auto", usesStaticStrings=True))
        self.addParameter(QgsProcessingParameterFile(
            "SAMPLE", "Sample of points (CSV)", extension="csv", optional=True))
        self.add_more(overwrites=False)
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", "Areas", "CSV files (*.csv)"))

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        lines = self.tessera([with_names(self.one_image(parameters, context))], {
            "--unit": self.parameterAsEnumString(parameters, "UNIT", context),
            "--sample": self.parameterAsString(parameters, "SAMPLE", context),
            "--csv": output,
        }, parameters, context, feedback)
        return {} if lines is None else {"OUTPUT": output}
