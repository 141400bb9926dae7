//! Frames that pprof leaves out of a legacy profile, which cannot say so itself: those of the profiler
//! and of the allocator (google/pprof `addLegacyFrameInfo`). Only Java's legacy profiles have names.

use leakscope_core::profile::Profile;

/// In heaps, from the allocator on.
const OF_ALLOCATORS: &[&str] = &[
    "(tc_)?([cm]alloc|c?free|memalign|posix_memalign|p?valloc|realloc)",
    "do_memalign|__posix_memalign|__libc_malloc|cpp_alloc|allocate|_M_allocate",
    "tc_(new|newarray)(_nothrow)?|tc_delete(array)?|tcmalloc::.*",
    "malloc_zone_([cm]alloc|valloc|realloc|memalign|free)",
    r"runtime\..*",
    "BaseArena::.*|DoSampledAllocation|MallocedMemBlock::MallocedMemBlock",
    "(::)?do_malloc(_no_errno|_pages)?",
    r"__builtin_(vec_)?(delete|new)|operator new(\[\])?",
    "(__gnu_cxx::new_allocator|__malloc_alloc_template|simple_alloc)::allocate",
];

/// But these are kept, in the middle of stacks.
const KEPT: &str = r"runtime\.(panic|reflectcall|call[0-9]*)";

/// In contention, from the lock's own code on.
const OF_LOCKS: &[&str] = &[
    "(base::)?(RecordLock|SubmitMutex|SubmitSpinLock)ProfileData.*",
    "((base::)?Mutex::)?(AwaitCommon|Unlock|ReaderUnlock).*",
    "((base::)?MutexLock::)?~MutexLock.*",
    "(SpinLock::)?(Unlock|SlowUnlock).*",
    "(SpinLockHolder::)?~SpinLockHolder.*",
];

/// In all others, the profiler's signal handler.
const OF_PROFILERS: &[&str] = &[
    "ProfileData::(Add|prof_handler)|CpuProfiler::prof_handler",
    "__pthread_sighandler|__restore",
];

/// The sample types of heaps.
const HEAPS: &[&str] = &[
    "objects space",
    "inuse_objects inuse_space",
    "alloc_objects alloc_space",
    "alloc_objects alloc_space inuse_objects inuse_space",
];

/// Makes the profile say which frames are of no interest, by its sample types.
pub fn name(profile: &mut Profile) {
    let types = profile.sample_type_names().into_iter();
    let types: Vec<String> = types.map(|(kind, _)| kind).collect();
    let (drop, keep) = match types.join(" ").as_str() {
        heap if HEAPS.contains(&heap) => (OF_ALLOCATORS, KEPT),
        "contentions delay" => (OF_LOCKS, ""),
        _ => (OF_PROFILERS, ""),
    };
    profile.about.drop_frames = drop.join("|");
    profile.about.keep_frames = keep.to_owned();
}
