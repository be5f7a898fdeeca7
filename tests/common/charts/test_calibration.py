from __future__ import annotations

from common.charts import CalibrationBand, calibration_chart


def test_a_band_shows_what_came_its_interval_and_what_was_forecast():
    band = CalibrationBand("40–50", 20, 0.5, 0.25, 0.75, "50 %", 0.6)

    chart = calibration_chart([band], title="Win rate", head=("Score", "Won"))

    assert 'class="mark-interval" x="25%" width="50%"' in chart
    assert 'class="mark" x="49.20%" width="1.60%"' in chart
    assert 'class="mark-warn" x="59.60%" width="0.80%"' in chart
    assert "n = 20" in chart
    assert "what was forecast" in chart


def test_a_scale_may_begin_elsewhere_and_a_forecast_may_be_missing():
    band = CalibrationBand("Draft", 0, 0.75, 0.4, 0.8, "0.75")

    chart = calibration_chart([band], title="AUC", head=("Candidate", "AUC"), start=0.5)

    assert 'class="mark-interval" x="0%" width="60%"' in chart
    assert "what was forecast" not in chart
    assert "n = " not in chart


def test_labels_are_escaped():
    chart = calibration_chart([CalibrationBand("<b>", 1, 0, 0, 1, "&")], title="<i>", head=("a", "b"))
    assert "<b>" not in chart
    assert "<i>" not in chart
