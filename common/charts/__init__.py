"""Charts the server draws: pure functions from numbers to accessible markup.

Bars and waterfalls are real tables whose bars are SVG, so that labels wrap, mirror in right-to-left pages and are read
aloud as what they are. Histograms and sparklines are SVG with title and description. Nothing carries an inline style.
"""

from common.charts.bars import Bar, bar_list
from common.charts.calibration import CalibrationBand, calibration_chart
from common.charts.histogram import histogram
from common.charts.sparkline import sparkline
from common.charts.steps import StepSeries, step_chart
from common.charts.waterfall import WaterfallStep, waterfall

__all__ = [
    "Bar",
    "CalibrationBand",
    "StepSeries",
    "WaterfallStep",
    "bar_list",
    "calibration_chart",
    "histogram",
    "sparkline",
    "step_chart",
    "waterfall",
]
