//! What the start script calls. It compiles the page's module, so that nothing here can be of it.

use core::panic::PanicInfo;
use core::slice;

/// [`unpack`](crate::unpack), of a file at the beginning of `memory`, behind which there is room for its
/// streams and then for the module. Whether it worked.
///
/// # Safety
/// So many bytes of this module's memory from `memory` on are the caller's.
#[unsafe(no_mangle)]
unsafe extern "C" fn unpack(memory: *mut u8, file: usize, streams: usize, module: usize) -> bool {
    // SAFETY: as the caller has it; the browser has filled it with zeros.
    let memory = unsafe { slice::from_raw_parts_mut(memory, file + streams + module) };
    let (file, rest) = memory.split_at_mut(file);
    let (streams, module) = rest.split_at_mut(streams);
    crate::unpack(file, streams, module).is_some()
}

/// The script sees a `RuntimeError`.
#[panic_handler]
fn stop(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
