export const postTasksExecution = async () => {};
