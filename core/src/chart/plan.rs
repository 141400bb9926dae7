//! Where everything stands in the drawing.

use super::scale::{TimeScale, ValueScale};

/// Left of every plot: lane titles and value labels.
pub const GUTTER_PX: f64 = 16.0 + 52.0;
/// Height of the row of captures and the axis labels.
pub const AXIS_PX: f64 = 40.0;
/// From one dependency to the next.
pub const DEPENDENCY_PX: f64 = 17.0;
/// Over a lane's plot: titles and flags.
const LANE_HEAD_PX: f64 = 26.0;
/// Over the dependencies: what their heights mean.
const DEPENDENCY_HEAD_PX: f64 = 20.0;
const DEPENDENCY_FOOT_PX: f64 = 6.0;
/// Under this width flags and notes shrink, and fewer time labels fit.
const TINY_PX: f64 = 620.0;

/// A lane's stretch of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strip {
    /// Its upper edge.
    pub top_px: f64,
    /// Its height.
    pub height_px: f64,
}

impl Strip {
    /// Its lower edge.
    pub fn bottom_px(&self) -> f64 {
        self.top_px + self.height_px
    }
}

/// Where everything stands, from the top:
///
/// ```text
///  gutter │ plot
///  Memory │  flags, series        lanes, equally high
///  Gorou… │  flags, series
/// profiles│  ▏ ▏ ▏ ◆              captures, then the time labels
///  sf1    │  ────■────            dependencies
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Width of the whole.
    pub width_px: f64,
    /// Height of the whole.
    pub height_px: f64,
    /// The lanes, top to bottom.
    pub lanes: Vec<Strip>,
    /// Middle of the row of captures.
    pub captures_px: f64,
    /// Baseline of the time labels.
    pub labels_px: f64,
    /// The dependencies' stretch; no height without any.
    pub dependencies: Strip,
    /// Whether there is little room: short flags, few labels.
    pub is_tiny: bool,
}

impl Plan {
    /// A plan for so many lanes of `lane_px` each and so many dependencies.
    pub fn new(width_px: f64, lane_px: f64, lanes: usize, dependencies: usize) -> Plan {
        let strips: Vec<Strip> = (0..lanes)
            .map(|i| Strip {
                top_px: i as f64 * lane_px,
                height_px: lane_px,
            })
            .collect();
        let lanes_px = lane_px * lanes as f64;
        let dependencies = Strip {
            top_px: lanes_px + AXIS_PX,
            height_px: dependencies_height_px(dependencies),
        };
        Plan {
            width_px,
            height_px: dependencies.bottom_px(),
            lanes: strips,
            captures_px: lanes_px + 9.0,
            labels_px: lanes_px + 32.0,
            dependencies,
            is_tiny: width_px < TINY_PX,
        }
    }

    /// The time scale of this plan over a range.
    pub fn time_scale(&self, range_ms: (f64, f64)) -> TimeScale {
        TimeScale::new(range_ms, GUTTER_PX, self.width_px)
    }

    /// The value scale of a lane whose axis ends at `max`.
    pub fn value_scale(&self, lane: usize, max: f64) -> ValueScale {
        let strip = self.lanes.get(lane).copied().unwrap_or(Strip {
            top_px: 0.0,
            height_px: LANE_HEAD_PX + 2.0,
        });
        ValueScale {
            max,
            top_px: strip.top_px + LANE_HEAD_PX,
            bottom_px: strip.bottom_px() - 1.0,
        }
    }

    /// Lower edge of the last lane.
    pub fn lanes_bottom_px(&self) -> f64 {
        self.lanes.last().map_or(0.0, Strip::bottom_px)
    }

    /// Middle of a dependency's line.
    pub fn dependency_px(&self, index: usize) -> f64 {
        self.dependencies.top_px + DEPENDENCY_HEAD_PX + (index as f64 + 0.5) * DEPENDENCY_PX
    }

    /// Baseline of the line over the dependencies that says what their heights mean.
    pub fn dependency_head_px(&self) -> f64 {
        self.dependencies.top_px + DEPENDENCY_HEAD_PX - 6.5
    }
}

/// How high the dependencies are together, their head included.
pub fn dependencies_height_px(dependencies: usize) -> f64 {
    if dependencies == 0 {
        0.0
    } else {
        DEPENDENCY_HEAD_PX + dependencies as f64 * DEPENDENCY_PX + DEPENDENCY_FOOT_PX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mock_at_1440() {
        let plan = Plan::new(1128.0, 163.0, 2, 5);
        assert_eq!(plan.lanes[1].top_px, 163.0);
        assert_eq!(plan.captures_px, 335.0);
        assert_eq!(plan.labels_px, 358.0);
        assert_eq!(plan.dependency_px(0), 366.0 + 28.5);
        assert_eq!(plan.height_px, 163.0 * 2.0 + 40.0 + 111.0);
        let values = plan.value_scale(1, 5100.0);
        assert_eq!((values.top_px, values.bottom_px), (189.0, 325.0));
    }

    #[test]
    fn without_dependencies_there_is_no_strip_for_them() {
        let plan = Plan::new(500.0, 163.0, 2, 0);
        assert_eq!(plan.height_px, 366.0);
        assert!(plan.is_tiny);
    }
}
