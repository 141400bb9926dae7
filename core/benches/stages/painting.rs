//! The charts drawn on nothing: what laying them out and going through their points takes.

use std::convert::Infallible;
use std::sync::Arc;

use leakscope_core::chart::model::Overview;
use leakscope_core::chart::{Plan, Rgb, Scene, Theme, Zone, draw};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

/// Lays an overview out for a window of 1440 px and draws it.
pub fn paint(overview: &Overview) {
    let overview = Arc::new(overview.clone());
    let plan = Plan::new(1128.0, 163.0, overview.lanes.len(), 0);
    let range_ms = overview.range_ms;
    let size = (plan.width_px as u32 * 16, plan.height_px as u32 * 16);
    let scene = Scene::new(overview, plan, range_ms, &Zone::utc());
    let theme = Theme::read(|_| Some(Rgb(0, 0, 0)));
    draw(Nowhere(size), &scene, &theme).expect("nothing can fail here");
}

struct Nowhere((u32, u32));

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Nowhere {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.0
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, _: BackendCoord, _: BackendCoord, _: &S) -> Drawn {
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        _: &S,
    ) -> Drawn {
        path.into_iter().for_each(|point| {
            std::hint::black_box(point);
        });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.draw_path(corners, style)
    }

    fn draw_text<T: BackendTextStyle>(&mut self, _: &str, _: &T, _: BackendCoord) -> Drawn {
        Ok(())
    }
}
