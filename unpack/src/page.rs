//! What the start script calls. It compiles the page's module, so that nothing here can be of it.

use core::panic::PanicInfo;
use core::slice;

/// [`unpack`](crate::unpack), of bytes at two places of this module's memory; whether it worked.
///
/// # Safety
/// So many bytes from each place on are the caller's, and the two do not overlap.
#[unsafe(no_mangle)]
unsafe extern "C" fn unpack(
    packed: *const u8,
    packed_length: usize,
    module: *mut u8,
    module_length: usize,
) -> bool {
    // SAFETY: as the caller has it; the memory is zeroed by the browser.
    let (packed, module) = unsafe {
        (
            slice::from_raw_parts(packed, packed_length),
            slice::from_raw_parts_mut(module, module_length),
        )
    };
    crate::unpack(packed, module).is_some()
}

/// The script sees a `RuntimeError`.
#[panic_handler]
fn stop(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
