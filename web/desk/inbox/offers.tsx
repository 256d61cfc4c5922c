export const Offers = () => null;
