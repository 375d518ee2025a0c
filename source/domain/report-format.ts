export const reportFormats = ['json', 'csv', 'md', 'html', 'junit', 'prometheus', 'hgrm'] as const;
export type ReportFormat = (typeof reportFormats)[number];
