//! An id or none, no larger than the id: for rows of which there are many.

use std::fmt;
use std::marker::PhantomData;

use crate::plan::Id;

/// An id, or none, in four bytes: an `Option` of the same takes eight.
pub struct Maybe<I> {
    number: u32,
    kind: PhantomData<I>,
}

impl<I: Id> Maybe<I> {
    /// No id.
    pub const NONE: Maybe<I> = Maybe { number: u32::MAX, kind: PhantomData };

    /// This id. The greatest number of all says that there is none: a checked plan keeps far below.
    #[inline]
    #[must_use]
    pub fn of(id: I) -> Maybe<I> {
        let number = id.index() as u32;
        debug_assert_ne!(number, u32::MAX, "no id is that large");
        Maybe { number, kind: PhantomData }
    }

    /// The id, if there is one.
    #[inline]
    #[must_use]
    pub fn get(self) -> Option<I> {
        (self != Maybe::NONE).then(|| I::from_index(self.number as usize))
    }

    /// Takes the id out: then there is none.
    #[inline]
    pub fn take(&mut self) -> Option<I> {
        std::mem::replace(self, Maybe::NONE).get()
    }
}

impl<I: Id> From<Option<I>> for Maybe<I> {
    #[inline]
    fn from(id: Option<I>) -> Maybe<I> {
        id.map_or(Maybe::NONE, Maybe::of)
    }
}

impl<I> Clone for Maybe<I> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for Maybe<I> {}

impl<I> PartialEq for Maybe<I> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<I> Eq for Maybe<I> {}

impl<I: Id + fmt::Debug> fmt::Debug for Maybe<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::RouteId;

    #[test]
    fn it_is_an_option_in_the_size_of_an_id() {
        let mut place = Maybe::of(RouteId(0));
        assert_eq!(place.get(), Some(RouteId(0)));
        assert_eq!(place.take(), Some(RouteId(0)));
        assert_eq!((place, place.take()), (Maybe::NONE, None));
        assert_eq!(Maybe::from(Some(RouteId(7))), Maybe::of(RouteId(7)));
        assert_eq!(size_of::<Maybe<RouteId>>(), size_of::<RouteId>());
    }
}
